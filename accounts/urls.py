"""Account pages, under /accounts/."""

from django.urls import path

from accounts.views import doors, own

app_name = "accounts"
urlpatterns = [
    path("login/", doors.SignInView.as_view(), name="login"),
    path("stay/", own.stay, name="stay"),
    path("logout/", doors.SignOutView.as_view(), name="logout"),
    path("register/", doors.RegisterView.as_view(), name="register"),
    path("reset/", doors.ResetPasswordView.as_view(), name="reset"),
    path("profile/", own.ProfileView.as_view(), name="profile"),
    path("password/", own.PasswordView.as_view(), name="password"),
    path("language/", own.LanguageView.as_view(), name="language"),
    path("acting/", own.ActingView.as_view(), name="acting"),
    path("mandates/<slug:token>/end/", own.EndMandateView.as_view(), name="end-mandate"),
]
