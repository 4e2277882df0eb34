"""What waits for whoever is logged in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kontaktpunkt.desk.access import AT_THE_DESK
from kontaktpunkt.desk.notices import groups_for, number_for
from kontaktpunkt.directory.access import StaffRequest, staff_page


@staff_page(*AT_THE_DESK)
def notices(request: StaffRequest) -> HttpResponse:
    """List what waits for the person, the most urgent first."""
    groups = groups_for(staff=request.staff, today=timezone.localdate(request.at))
    return render(request, "desk/notices.html", {"groups": groups})


@staff_page(*AT_THE_DESK)
def number(request: StaffRequest) -> HttpResponse:
    """Tell the header how much waits; it asks by itself, so that no page waits for the answer."""
    found = number_for(staff=request.staff, today=timezone.localdate(request.at))
    return render(request, "desk/notices.html#number", {"number": found})
