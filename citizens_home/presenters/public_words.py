"""Each act in words for the public: what happened to the application, never to whom or about what."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.workflow import Act

WORDS = {
    Act.SUBMIT: _("申请人在网上提交申请"),
    Act.RECEIVE: _("窗口收下书面申请"),
    Act.PRE_REVIEW: _("窗口预审材料"),
    Act.REQUEST_SUPPLEMENT: _("一次告知申请人补正"),
    Act.SUPPLEMENT: _("申请人交来补正材料"),
    Act.ACCEPT: _("决定受理"),
    Act.ACCEPT_CONDITIONALLY: _("容缺受理，次要材料后补"),
    Act.COMPLETE_PROMISE: _("申请人补齐容缺材料"),
    Act.DEEM_ACCEPTED: _("逾期没有答复，依法视为受理"),
    Act.NOT_ACCEPT: _("决定不予受理，已说明理由"),
    Act.TRANSFER: _("转给负责的部门"),
    Act.CONSULT: _("征求其他部门意见"),
    Act.GIVE_OPINION: _("其他部门答复意见"),
    Act.COMPLETE_STEP: _("办完一个环节"),
    Act.SEND_BACK: _("负责人退回再审"),
    Act.SUSPEND: _("依法定事由暂停计时"),
    Act.RESUME: pgettext_lazy("public", "恢复计时"),
    Act.EXTEND: _("经负责人批准延长期限"),
    Act.REDATE: _("放假安排调整，期限日期随之调整"),
    Act.GRANT: _("决定准予"),
    Act.REFUSE: _("决定不予许可，已说明理由和救济途径"),
    Act.ISSUE: _("制成证照"),
    Act.DELIVER: _("结果已送达"),
    Act.CORRECT: _("证照更正，换发新证"),
    Act.WITHDRAW: _("申请人撤回申请"),
    Act.LAPSE: _("逾期没有补正，办理终结"),
    Act.TERMINATE: _("终止办理，已说明理由"),
    Act.PROPOSE_REVOCATION: _("拟撤销许可，听取持证人陈述申辩"),
    Act.DEFEND: _("持证人提出了陈述申辩"),
    Act.REVOKE: _("许可已撤销"),
    Act.RENEW_BY_SILENCE: _("到期前没有决定，依法视为准予延续"),
    Act.REOPEN: _("原决定撤销，重新办理"),
    Act.CLOSE: _("归入档案"),
    Act.URGE: _("申请人催办"),
}
