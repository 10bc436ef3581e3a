"""My space: what waits for me, what runs, what ended, drafts, certificates, messages."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.acting import act_for, acting_for, has_chosen
from accounts.selectors import mandates_in_force
from approvals.selectors import applicant
from citizens_home.presenters import case as presenter
from citizens_home.presenters import my as lists
from citizens_home.views.drafts import the_user
from core.letters.selectors import inbox, unread_count
from core.now import today

TABS = ("running", "ended", "drafts", "gone")
LATEST = 4


@never_cache
@require_safe
@login_required
def my(request: HttpRequest) -> HttpResponse:
    """Cases of the name in which the person acts now. Signed-in people, their own only."""
    user, mandate = the_user(request), acting_for(request)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "running"
    cases = applicant.cases_of(user, mandate)
    on = today()
    mandates = list(mandates_in_force(user, on))
    if len(mandates) == 1 and not has_chosen(request) and not cases.exists():
        # Somebody who only acts for one organisation finds its cases at once.
        mandate = act_for(request, mandates[0].token)
        cases = applicant.cases_of(user, mandate)
    drafts = list(applicant.open_drafts(user, mandate.organisation if mandate else None)[:50])
    rows, following = ([], None) if tab == "drafts" else applicant.page_of(cases, tab, _key(request))
    context = {
        "mandate": mandate,
        "mandates": mandates,
        "me": user.person.name if user.person else str(user),
        "waiting": [lists.waiting(one, on) for one in applicant.waiting_for_applicant(cases)],
        "bars": [lists.bar(one) for one in applicant.standing_bars(user, mandate, on)],
        "tabs": lists.tabs({**applicant.tab_counts(cases), "drafts": len(drafts)}, tab),
        "tab": tab,
        "rows": [presenter.row(line, on) for line in rows],
        "drafts": [lists.draft(one) for one in drafts] if tab == "drafts" else [],
        "next": lists.page_key(following) if following else "",
        "first": "before" not in request.GET,
        "certificates": [presenter.certificate_line(one) for one in applicant.certificates(cases)],
        "messages_latest": [lists.message(one) for one in inbox(user)[:LATEST]],
        "unread": unread_count(user),
    }
    return render(request, "citizens_home/my/my.html", context)


def _key(request: HttpRequest) -> int | None:
    return lists.open_key(request.GET.get("before", ""))
