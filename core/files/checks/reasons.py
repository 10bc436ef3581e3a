"""Every reason for not taking a file, in words for the person who handed it in."""

from enum import Enum

from django.utils.translation import gettext_noop as _


class Reason(Enum):
    """The value is the sentence shown to people (Chinese; translated where it is shown)."""

    EMPTY = _("文件是空的，请换一个。")
    UNKNOWN = _("这不是可以接收的文件。请上传 PDF、JPG、PNG、DOCX、XLSX 或 OFD。")
    PROGRAM = _("这是一个程序，不是材料。请上传 PDF、JPG、PNG、DOCX、XLSX 或 OFD。")
    OLD_OFFICE = _("这是旧版 Office 文件。请在 Word 或 WPS 里“另存为”DOCX、XLSX 或 PDF 后再上传。")
    ARCHIVE = _("这是压缩包。请解压后把里面的文件逐个上传。")
    OTHER_IMAGE = _("这种图片或视频格式不能接收。请转成 JPG 或 PNG 后再上传。")
    WEB_PAGE = _("网页和 SVG 文件不能接收。请打印成 PDF 后再上传。")
    NO_EXTENSION = _("文件名没有后缀，看不出格式。请加上 .pdf 等后缀后再上传。")
    OTHER_NAME = _("文件名的后缀和实际内容不一致。请确认选对了文件，或改正后缀后再上传。")
    TOO_LARGE = _("文件太大，每个文件最多 50 MB。请压缩图片或分成几个文件上传。")
    BROKEN = _("文件不完整或已损坏，打不开。请重新导出或重新下载后再上传。")
    POLYGLOT = _("文件里夹带了另一种文件。请重新导出一份干净的文件再上传。")
    PDF_PREFIX = _("PDF 文件前面夹带了别的内容。请重新导出一份 PDF 再上传。")
    PDF_ENCRYPTED = _("PDF 设了密码或权限限制，窗口打不开。请去掉密码后再上传。")
    PDF_ACTIVE = _("PDF 里有脚本或会自动执行的动作。请用“打印成 PDF”重新生成后再上传。")
    PDF_ATTACHMENT = _("PDF 里夹带了附件。请把附件取出来单独上传，再上传不带附件的 PDF。")
    PDF_ODD = _("PDF 的内部结构不常见，无法检查。请用“打印成 PDF”重新生成后再上传。")
    PIXELS = _("图片的尺寸太大。请缩小到一亿五千万像素以内再上传。")
    BOMB = _("文件解开后大得异常，不能接收。请重新导出后再上传。")
    ZIP_ODD = _("文件内部的结构异常，不能接收。请用 Word、WPS 或 Excel 打开后重新保存再上传。")
    ZIP_ENCRYPTED = _("文件设了密码，窗口打不开。请去掉密码后再上传。")
    NOT_OFFICE = _("这是压缩包，不是 DOCX、XLSX 或 OFD。请解压后把里面的文件逐个上传。")
    MACRO = _("文件里有宏或控件。请另存为不带宏的 DOCX、XLSX，或 PDF 后再上传。")
    EMBEDDED = _("文件里嵌入了别的程序或对象。请删掉嵌入的对象，或转成 PDF 后再上传。")
    EXTERNAL = _("文件会自动引用外部的内容。请转成 PDF 后再上传。")
    ENTITY = _("文件里有不安全的定义，不能接收。请转成 PDF 后再上传。")
    VIRUS = _("病毒扫描发现这个文件有问题，没有保存。请检查您的电脑后换一份再上传。")

    @property
    def sentence(self) -> str:
        """What the person reads."""
        return self.value


class Problem(Exception):
    """The file cannot be taken, for one reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.name)
        self.reason = reason
