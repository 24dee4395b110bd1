"""A page from the open network: what is asked, what is refused, and when it ends."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from nonpaper.problems import Problem
from nonpaper.read import fetch
from nonpaper.read.fetch import Address, Fetcher, is_public
from nonpaper.read.report import Raw

Answer = Callable[[BaseHTTPRequestHandler], None]
HERE = ipaddress.ip_address("127.0.0.1")


def at_home(address: Address) -> bool:
    """For tests alone: the open network, and the server of the test."""
    return address == HERE or is_public(address)


@contextmanager
def serving(answer: Answer) -> Iterator[tuple[int, list[tuple[str, dict[str, str]]]]]:
    """A server of our own: its port, and what it has been asked."""
    asked: list[tuple[str, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, dict(self.headers)))
            try:
                answer(self)
            except (BrokenPipeError, ConnectionResetError):
                pass

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], asked
    finally:
        server.shutdown()
        server.server_close()


def told(
    body: bytes = b"<p>She said no.</p>", kind: str | None = "text/html", status: int = 200, **more: str
) -> Answer:
    """A server that always answers so."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        if kind is not None:
            handler.send_header("Content-Type", kind)
        for name, value in more.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def home(**names: str) -> Callable[[str, int], list[str]]:
    """Names of servers and their addresses; every other name is at 127.0.0.1."""
    return lambda host, port: [names.get(host.split(".")[0], "127.0.0.1")]


def why(found: Raw | Problem) -> str:
    """The reason why nothing was fetched."""
    assert isinstance(found, Problem)
    assert found.code == "report-not-fetched"
    return found.message


def test_a_page_comes_with_its_bytes_and_its_type() -> None:
    """The server is asked for the name, at the address that was checked; nothing else is told of us."""
    with serving(told(kind="text/html; charset=utf-8")) as (port, asked):
        url = f"http://news.example:{port}/talks/8 may".replace(" ", "%20") + "?a=1"
        found = Fetcher(resolve=home(), allowed=at_home).fetch(url)
    assert isinstance(found, Raw)
    assert (found.data, found.content_type, found.label) == (b"<p>She said no.</p>", "text/html; charset=utf-8", url)
    assert found.is_page
    ((path, headers),) = asked
    assert path == "/talks/8%20may?a=1"
    assert headers["Host"] == f"news.example:{port}"
    assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.8.8.8",
            "0.0.0.0",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
        ),
        *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
        *("::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "fec0::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1"),
        "2001:0:4136:e378:8000:63bf:80ff:fffe",  # Teredo, around 127.0.0.1
    ],
)
def test_an_address_that_is_not_of_the_open_network_is_refused(address: str) -> None:
    """In whatever dress, and before anything is connected."""
    assert not is_public(ipaddress.ip_address(address))
    found = Fetcher(resolve=lambda host, port: [address], seconds=5).fetch("http://news.example/")
    assert "not of the open network" in why(found)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "64:ff9b::808:808", "2002:808:808::"]
)
def test_an_address_of_the_open_network_is_allowed(address: str) -> None:
    """Also one that is wrapped."""
    assert is_public(ipaddress.ip_address(address))


def test_one_private_address_among_several_is_enough() -> None:
    """A name that is at both may lead anywhere."""
    found = Fetcher(resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"]).fetch("http://news.example/")
    assert "10.0.0.1" in why(found)


def test_a_user_cannot_reach_this_machine() -> None:
    """Without the injected permission of the tests, a server right here is out of reach, by whatever name."""
    with serving(told()) as (port, asked):
        for host in ("127.0.0.1", "localhost", "[::1]", "0", "2130706433", "0x7f000001", "127.1"):
            assert isinstance(Fetcher(seconds=5).fetch(f"http://{host}:{port}/"), Problem)
    assert asked == []


def test_a_name_that_changes_its_mind_leads_nowhere_else() -> None:
    """It is looked up once; the connection goes to the address that was checked."""
    calls: list[str] = []

    def wavering(host: str, port: int) -> list[str]:
        calls.append(host)
        return ["127.0.0.1"] if len(calls) == 1 else ["127.0.0.2"]

    with serving(told()) as (port, asked):
        found = Fetcher(resolve=wavering, allowed=at_home).fetch(f"http://news.example:{port}/")
    assert isinstance(found, Raw)
    assert len(calls) == len(asked) == 1


def redirects(where: str) -> Answer:
    """A server that sends one on."""
    return told(status=302, Location=where)


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("http://inside.example/", "not of the open network"),
        ("http://10.0.0.1/", "not of the open network"),
        ("//inside.example/x", "not of the open network"),
        ("file:///etc/passwd", "only http and https"),
        ("ftp://news.example/", "only http and https"),
        ("gopher://news.example/", "only http and https"),
        ("http://user:pass@news.example/", "a name or a password"),
        ("", "nowhere"),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(where: str, reason: str) -> None:
    """A public page cannot send one into the house."""
    with serving(redirects(where)) as (port, asked):
        fetcher = Fetcher(
            resolve=lambda h, p: {"inside.example": ["10.0.0.9"], "10.0.0.1": ["10.0.0.1"]}.get(h, ["127.0.0.1"]),
            allowed=at_home,
        )
        assert reason in why(fetcher.fetch(f"http://news.example:{port}/"))
    assert len(asked) == 1


def test_redirects_are_followed_a_few_times() -> None:
    """And in a circle not for ever."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        left = int(handler.path[1:])
        (redirects(f"/{left - 1}") if left else told())(handler)

    with serving(answer) as (port, _):
        fetcher = Fetcher(resolve=home(), allowed=at_home)
        found = fetcher.fetch(f"http://news.example:{port}/5")
        assert isinstance(found, Raw)
        assert found.origin.endswith("/0")
        assert "more than 5 times" in why(fetcher.fetch(f"http://news.example:{port}/6"))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (told(status=404), "answers 404"),
        (told(status=500), "answers 500"),
        (told(kind="application/pdf"), "application/pdf"),
        (told(kind="image/png"), "image/png"),
        (told(body=b"x" * 5_000), "more than 2,000 bytes"),
        (told(body=gzip.compress(b"x" * 5_000_000), Content_Encoding="gzip"), "more than 2,000 bytes"),
        (told(body=b"not gzip", Content_Encoding="gzip"), "cannot be unpacked"),
        (told(body=b"x", Content_Encoding="br"), "not known here: br"),
        (told(body=b"short", Content_Length="500"), "IncompleteRead"),
    ],
)
def test_what_is_no_page_is_told(answer: Answer, reason: str) -> None:
    """Whatever a server does."""
    with serving(answer) as (port, _):
        found = Fetcher(resolve=home(), allowed=at_home, most=2_000, seconds=5).fetch(f"http://news.example:{port}/")
    if reason == "IncompleteRead":
        assert "stopped in the middle" in why(found) or "cannot be asked" in why(found)
    else:
        assert reason in why(found)


def test_a_packed_page_is_unpacked() -> None:
    """Some servers pack whether they are asked or not."""
    with serving(told(body=gzip.compress(b"<p>no</p>"), Content_Encoding="gzip")) as (port, _):
        found = Fetcher(resolve=home(), allowed=at_home).fetch(f"http://news.example:{port}/")
    assert isinstance(found, Raw)
    assert found.data == b"<p>no</p>"


def drip_body(handler: BaseHTTPRequestHandler) -> None:
    """A server that sends a byte now and then."""
    told(b"")(handler)
    for _ in range(200):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def drip_head(handler: BaseHTTPRequestHandler) -> None:
    """The same, before its headers end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: ")
    for _ in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize("answer", [drip_body, drip_head, lambda handler: time.sleep(3)])
def test_the_time_is_for_all_of_it(answer: Answer) -> None:
    """However slowly a server drips, it is over when the time is over."""
    with serving(answer) as (port, _):
        began = time.monotonic()
        found = Fetcher(resolve=home(), allowed=at_home, seconds=0.5).fetch(f"http://news.example:{port}/")
        assert time.monotonic() - began < 2.5
    assert "longer than 0.5 seconds" in why(found)


def test_a_name_that_takes_long_to_look_up_is_given_up() -> None:
    """The look-up is a part of the time."""

    def slow(host: str, port: int) -> list[str]:
        time.sleep(3)
        return ["8.8.8.8"]

    assert "longer than 0.2 seconds" in why(Fetcher(resolve=slow, seconds=0.2).fetch("http://news.example/"))


@pytest.mark.parametrize(
    "url",
    ["http://", "http:///x", "http://a b/", "http://a\n.example/", "http://x:99999/", "http://[::1/", "http://\udcff/"],
)
def test_what_is_no_address_is_told(url: str) -> None:
    """And nothing is asked."""
    assert why(Fetcher(resolve=lambda host, port: pytest.fail("asked"), seconds=2).fetch(url))


def test_a_name_without_a_server_is_told() -> None:
    """As the machine says it."""

    def nobody(host: str, port: int) -> list[str]:
        raise socket.gaierror("no such name")

    assert "no server of the name" in why(Fetcher(resolve=nobody).fetch("http://nobody.example/"))


def test_only_the_address_that_a_person_names_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """Reading a page with pictures, scripts and a document type elsewhere asks nobody."""
    from nonpaper.read.report import take

    monkeypatch.setattr(socket.socket, "connect", lambda *a: pytest.fail("a connection was made"))
    monkeypatch.setattr(fetch, "resolved", lambda *a: pytest.fail("a name was looked up"))
    html = (
        '<!DOCTYPE html SYSTEM "http://a.example/x.dtd"><html><head><link rel=stylesheet href="http://a.example/x.css">'
        '<meta http-equiv="refresh" content="0; url=http://a.example/"><base href="http://a.example/">'
        '<script src="http://a.example/x.js"></script></head><body><article><img src="http://a.example/x.png">'
        "<p>The crew said that nobody casts off for less than six per cent, after three days of talks.</p></article>"
    )
    assert take(Raw(html.encode(), "x.html")).document is not None
