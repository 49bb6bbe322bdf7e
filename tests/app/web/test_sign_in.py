"""Signing in, by HTTP and in a real browser: nothing without it, and not too many tries."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from gradio_client import Client
from playwright.sync_api import expect

from app.doors.terms import Doors
from app.doors.users import read_users, user_line
from app.web import sign_in as signing_in
from app.web.sign_in import CROWDED, FORM_BYTES, SIGN_IN, SIGNED_OUT, TOO_OFTEN, WRONG, own_page
from tests.browser import ask, contrast_failures, is_too_wide, picture, serving

ADA, BOB = ("ada", "correct horse"), ("Böb", "pass:wörd 8")
BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def users(tmp_path_factory):
    path = tmp_path_factory.mktemp("users") / "users.txt"
    path.write_text("".join(f"{user_line(*user)}\n" for user in (ADA, BOB)), "utf-8")
    path.chmod(0o600)
    return read_users(path)


@pytest.fixture(scope="module")
def guarded(open_footnote, users):
    with serving(open_footnote, Doors(users=users)) as address:
        yield address


@pytest.fixture
def freshly_guarded(open_footnote, users):
    """For tests that use up the tries of a name."""
    with serving(open_footnote, Doors(users=users)) as address:
        yield address


def sign_in(address, name, password, **options):
    form = {"username": name, "password": password}
    patience = {"timeout": 30}  # seconds: the machine may be busy
    return httpx.post(f"{address}/login", data=form, headers=BROWSER, **patience | options)


def session(answer) -> dict[str, str]:
    """The cookies that an answer sets, to send along."""
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in answer.cookies.items())}


def test_without_signing_in_every_path_is_refused(guarded, open_footnote):
    document = open_footnote.store.document_ids()[0]
    with httpx.Client(base_url=guarded) as client:
        for method, path in [
            ("GET", "/"), ("GET", "/config"), ("GET", "/gradio_api/info"), ("GET", "/theme.css"),
            ("GET", "/assets/x.js"), ("GET", "/static/img/logo.svg"), ("POST", "/gradio_api/upload"),
            ("POST", "/gradio_api/queue/join"), ("GET", "/gradio_api/queue/data?session_hash=a"),
            ("POST", "/gradio_api/call/ask"), ("GET", f"/source/{document}"), ("GET", "/api"),
            ("GET", "/api/openapi.json"), ("POST", "/api/ask"), ("GET", "/api/documents"),
            ("DELETE", f"/api/documents/{document}"), ("GET", "/api/status"), ("POST", "/mcp"),
            ("GET", "/login/x"), ("GET", "//login"), ("GET", "/LOGIN"), ("GET", "/nothing"),
            ("GET", "/gradio_api/startup-events/x"), ("OPTIONS", "/api/ask"),
        ]:  # fmt: skip
            answer = client.request(method, path)
            assert (answer.status_code, answer.json()) == (401, {"error": SIGN_IN}), path
            assert answer.headers["www-authenticate"].startswith('Basic realm="Footnote"')
            wrong = {"Authorization": "Bearer bm8=", "Cookie": "footnote-1=x; access-token-x=y"}
            assert client.request(method, path, headers=wrong).status_code == 401, path


def test_a_person_is_led_to_the_form_and_back(guarded):
    led = httpx.get(f"{guarded}/?q=a%20b%26c", headers=BROWSER)
    form_address = "/login?next=%2F%3Fq%3Da%2520b%2526c"
    assert (led.status_code, led.headers["location"]) == (303, form_address)
    form = httpx.get(f"{guarded}{led.headers['location']}", headers=BROWSER)
    assert 'value="/?q=a%20b%26c"' in form.text
    assert "form-action 'self'" in form.headers["content-security-policy"]
    back = httpx.post(
        f"{guarded}/login", headers=BROWSER,
        data={"username": ADA[0], "password": ADA[1], "next": "/?q=a%20b%26c"},
    )  # fmt: skip
    assert (back.status_code, back.headers["location"]) == (303, "/?q=a%20b%26c")
    cookie = back.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize(
    "elsewhere",
    ["http://evil.example/", "//evil.example", "/\\evil.example", "evil", "javascript:alert(1)",
     "/a\nb", "http://[", ""],
)  # fmt: skip
def test_the_form_leads_to_our_own_pages_only(elsewhere):
    assert own_page(elsewhere) == "/"
    assert own_page("/source/a?start=1&end=2") == "/source/a?start=1&end=2"


def test_a_cookie_opens_every_door_until_its_user_signs_out(guarded, open_footnote):
    cookie = session(sign_in(guarded, *BOB))
    document = open_footnote.store.document_ids()[0]
    for path in ("/", "/config", f"/source/{document}", "/api/status", "/api/openapi.json"):
        assert httpx.get(f"{guarded}{path}", headers=cookie).status_code == 200
    out = httpx.get(f"{guarded}/logout", headers=cookie)
    assert SIGNED_OUT in out.text
    assert "Max-Age=0" in out.headers["set-cookie"]
    assert httpx.get(f"{guarded}/config", headers=cookie).status_code == 401


def test_a_session_ends_by_itself(guarded, monkeypatch):
    monkeypatch.setattr(signing_in, "SESSION_SECONDS", 0)
    cookie = session(sign_in(guarded, *ADA))
    assert httpx.get(f"{guarded}/config", headers=cookie).status_code == 401


def test_programs_sign_in_with_basic(guarded):
    started = time.perf_counter()
    answer = httpx.get(f"{guarded}/api/status", auth=BOB)
    first = time.perf_counter() - started
    assert answer.status_code == 200
    started = time.perf_counter()
    assert httpx.get(f"{guarded}/api/status", auth=BOB).status_code == 200
    assert time.perf_counter() - started < first  # the slow hash is made once
    wrong = httpx.get(f"{guarded}/api/status", auth=("ada", "correct hors"))
    assert (wrong.status_code, wrong.json()) == (401, {"error": WRONG})
    assert httpx.get(f"{guarded}/config", auth=ADA).status_code == 200


def test_the_description_says_how_to_sign_in(guarded):
    described = httpx.get(f"{guarded}/api/openapi.json", auth=ADA).json()
    assert described["components"]["securitySchemes"] == {
        "basic": {"type": "http", "scheme": "basic"}
    }
    assert "401" in described["paths"]["/ask"]["post"]["responses"]


def test_gradios_client_signs_in_and_asks(guarded):
    with pytest.raises(Exception, match="Could not login"):
        Client(guarded, auth=("ada", "wrong password"), verbose=False, analytics_enabled=False)
    client = Client(guarded, auth=ADA, verbose=False, analytics_enabled=False)
    assert client.predict("How many came from Tunisia?", api_name="/ask")["citations"]
    client.close()


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_after_some_wrong_passwords_no_more_are_looked_at(freshly_guarded, name, monkeypatch):
    monkeypatch.setattr(signing_in, "FAILURE_SECONDS", 0.0)
    statuses = [sign_in(freshly_guarded, name, f"wrong {n}").status_code for n in range(6)]
    assert statuses == [401] * 5 + [429]
    late = sign_in(freshly_guarded, name, ADA[1])
    assert TOO_OFTEN in late.text
    assert int(late.headers["retry-after"]) > 0
    basic = httpx.get(f"{freshly_guarded}/api/status", auth=(name, ADA[1]))
    assert (basic.status_code, basic.json()) == (429, {"error": TOO_OFTEN})
    assert sign_in(freshly_guarded, *BOB).status_code == 303  # others are not kept out
    monkeypatch.setattr(signing_in, "TRIES_SECONDS", 0)
    assert sign_in(freshly_guarded, *ADA).status_code == 303


def test_a_wrong_password_is_answered_late_and_a_crowd_is_sent_away(freshly_guarded, monkeypatch):
    started = time.perf_counter()
    wrong = sign_in(freshly_guarded, "ada", "wrong")
    assert WRONG in wrong.text
    assert time.perf_counter() - started >= 1
    spent = lambda self, name: time.sleep(0.1) is None  # noqa: E731
    monkeypatch.setattr(signing_in.Attempts, "are_spent", spent)
    with ThreadPoolExecutor(30) as pool:
        tries = [pool.submit(sign_in, freshly_guarded, "ada", str(n)) for n in range(30)]
        answers = [one.result() for one in tries]
    assert {answer.status_code for answer in answers} == {429, 503}
    assert CROWDED in next(answer.text for answer in answers if answer.status_code == 503)


def test_a_form_from_another_site_or_without_end_or_of_no_use_signs_nobody_in(freshly_guarded):
    form = {"username": ADA[0], "password": ADA[1]}
    evil = httpx.post(
        f"{freshly_guarded}/login", data=form, headers={"Origin": "http://evil.example"}
    )
    assert evil.status_code == 403
    fields = {name: (None, value) for name, value in form.items()}
    for body in (
        {"data": form | {"more": "x" * FORM_BYTES}},
        {"files": fields | {"more": (None, "x" * FORM_BYTES)}},
        {"files": fields | {"password": ("file.txt", b"correct horse")}},
        {"json": form},
        {"content": b"--a", "headers": {"Content-Type": "multipart/form-data; boundary=a"}},
        {
            "content": b"a&" * 2_000,
            "headers": {"Content-Type": "application/x-www-form-urlencoded"},
        },
    ):
        refused = httpx.post(f"{freshly_guarded}/login", timeout=30, **body)
        assert (refused.status_code, "set-cookie" in refused.headers) in {
            (401, False),
            (429, False),
        }
    assert httpx.post(f"{freshly_guarded}/login", files=fields, timeout=30).status_code == 200


def test_in_a_browser_one_signs_in_asks_and_signs_out(chromium, guarded):
    with chromium.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{guarded}/?q=How many foreign fighters came from Tunisia?")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert not is_too_wide(page)
        page.get_by_label("Name").fill("ada")
        page.get_by_label("Password").fill("wrong")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text(WRONG)
        picture(page, "sign-in-narrow")
        page.get_by_label("Name").fill(ADA[0])
        page.get_by_label("Password").fill(ADA[1])
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator("#history")).to_contain_text("6,000")  # what the address asks
        page.evaluate("scrollTo(0, 0)")
        picture(page, "signed-in-top")
        card = ask(page, "Are foreign fighters well educated?")
        card.get_by_role("link").first.click()
        expect(page.locator("#source mark").first).to_be_visible()
        page.get_by_role("button", name="Close source").click()
        assert contrast_failures(page) == []
        assert not is_too_wide(page)
        picture(page, "signed-in-narrow")
        page.get_by_role("link", name="Sign out").click()
        expect(page.get_by_text(SIGNED_OUT)).to_be_visible()
        page.goto(guarded)
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_command_makes_a_line_that_signs_in(tmp_path):
    script = (
        "import pty, os, sys, time\n"
        "pid, terminal = pty.fork()\n"
        "if not pid: os.execv(sys.executable, [sys.executable, '-m', 'app.command.cli', 'password', 'ada'])\n"
        "shown = b''\n"
        "for answer in sys.argv[1:]:\n"
        "    while not shown.endswith(b': '): shown += os.read(terminal, 100)\n"
        "    os.write(terminal, answer.encode() + b'\\n'); shown += b'|'\n"
        "try:\n"
        "    while part := os.read(terminal, 1000): shown += part\n"
        "except OSError: pass\n"
        "print(shown.decode()); sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n"
    )

    def run(*typed):
        command = [sys.executable, "-c", script, *typed]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    made = run("correct horse", "correct horse")
    assert made.returncode == 0, made.stdout + made.stderr
    assert "correct horse" not in made.stdout  # it is not shown as it is typed
    (tmp_path / "users").write_text(made.stdout.strip().splitlines()[-1])
    (tmp_path / "users").chmod(0o600)
    assert read_users(tmp_path / "users").know("ada", "correct horse")
    assert "The two are not the same." in run("correct horse", "correct house").stdout
    assert "at least 8 characters" in run("short", "short").stdout
