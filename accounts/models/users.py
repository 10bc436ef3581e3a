"""The account. A citizen's name, number and phone live encrypted on Person, not here."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.now import now


class UserManager(BaseUserManager["User"]):
    """Creates accounts; `create_superuser` exists for emergencies on the console only."""

    use_in_migrations = True

    def create_user(self, username: str, password: str | None = None, **extra: Any) -> "User":
        """A new account with a hashed password (None: cannot log in by password)."""
        user = self.model(username=self.model.normalize_username(username), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_staff(self, username: str, password: str, *, staff_name: str, workbench: bool) -> "User":
        """A staff account without any role, with a password that its owner has to change."""
        return self.create_user(
            username,
            password,
            kind=User.Kind.STAFF,
            staff_name=staff_name,
            is_staff=workbench,
            contact=User.Contact.PORTAL,
            password_given=True,
        )

    def create_superuser(self, username: str, password: str | None = None, **extra: Any) -> "User":
        """An account that passes every permission check; not used by the demo."""
        return self.create_user(
            username, password, kind=User.Kind.STAFF, is_staff=True, is_superuser=True, **extra
        )


class User(AbstractBaseUser, PermissionsMixin):
    """Who acts. `assurance` is the identity level reached: 0 none, 1 phone, 2 matched, 3 strong."""

    class Kind(models.TextChoices):
        CITIZEN = "citizen", _("办事群众")
        STAFF = "staff", _("工作人员")

    class Contact(models.TextChoices):
        SMS = "sms", _("短信")
        EMAIL = "email", _("电子邮件")
        PORTAL = "portal", _("只看站内消息")

    username = models.CharField(
        _("登录名"),
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("这个登录名已有人使用，请换一个。")},
    )
    kind = models.CharField(_("类别"), max_length=10, choices=Kind, default=Kind.CITIZEN)
    staff_name = models.CharField(_("工作人员姓名"), max_length=50, blank=True, default="")
    person = models.OneToOneField(
        "accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="user"
    )
    assurance = models.SmallIntegerField(_("实名等级"), default=0)
    contact = models.CharField(_("通知方式"), max_length=10, choices=Contact, default=Contact.SMS)
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    is_staff = models.BooleanField(_("可进工作台"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)
    # Set by somebody else, who knows it: the owner is asked for one of their own before anything else.
    password_given = models.BooleanField(_("密码由他人设置"), default=False, db_default=False)
    date_joined = models.DateTimeField(_("开户时间"), default=now)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = verbose_name_plural = _("账号")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_staff=False) | models.Q(kind="staff"),
                name="user_workbench_needs_staff",
                violation_error_message=_("只有工作人员账号可以进工作台。"),
            ),
            models.CheckConstraint(
                condition=models.Q(assurance__gte=0) & models.Q(assurance__lte=3),
                name="user_assurance_0_to_3",
            ),
        ]

    def __str__(self) -> str:
        return self.staff_name or self.username

    def get_full_name(self) -> str:
        """Staff name for the workbench; a citizen's login name otherwise."""
        return str(self)

    def get_short_name(self) -> str:
        return str(self)
