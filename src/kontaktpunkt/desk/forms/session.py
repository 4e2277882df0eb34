"""Logging in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LoginForm(forms.Form):
    """E-mail and password; whether they fit is the backend's to say."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_email(self) -> str:
        """Return the address in small letters: one person has one number of tries."""
        return str(self.cleaned_data["email"]).lower()
