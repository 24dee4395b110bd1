"""How is one page fetched, when somebody names its address? From the open network only, within bounds.

A name is looked up once, every address that it has must be a public one, and the connection goes to the very address
that was checked: a name that changes its mind meanwhile leads nowhere else. The same holds for each redirect.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from nonpaper.case.reports import MOST_BYTES
from nonpaper.problems import Place, Problem, problem
from nonpaper.read.report import Raw, too_large
from nonpaper.version import VERSION

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]

_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
_REDIRECTS = (301, 302, 303, 307, 308)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_HINT = "open it in a browser, save the page as .html, and bring the file"


class NotFetchedError(Exception):
    """Why a page was not fetched; only used inside this module."""


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a name, as the machine finds them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def is_public(address: Address) -> bool:
    """Whether an address is one of the open network, also where an IPv4 address is wrapped into it."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if wrapped is None and address.teredo is not None:
            wrapped = address.teredo[1]
        if wrapped is None and address in _NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(wrapped)
        if address.is_site_local or address.scope_id is not None:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_loopback
        and not address.is_link_local
        and not address.is_unspecified
    )


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches one page at a time. `seconds` is for all of it, redirects included; `most` is how many bytes are read.

    `resolve` and `allowed` are how tests let a server of their own be reached; nobody else sets them.
    """

    seconds: float = 30.0
    most: int = MOST_BYTES
    redirects: int = 5
    resolve: Resolve = resolved
    allowed: Callable[[Address], bool] = is_public

    def fetch(self, url: str) -> Raw | Problem:
        """The page at an address, or why it was not fetched."""
        until = time.monotonic() + self.seconds
        try:
            at = url
            for _ in range(self.redirects + 1):
                found = self._once(at, until)
                if isinstance(found, Raw):
                    raw = Raw(found.data, url, origin=at, content_type=found.content_type)
                    return too_large(raw.data, url) or raw
                at = found
            raise NotFetchedError(f"it is redirected more than {self.redirects} times")
        except NotFetchedError as error:
            return problem("report-not-fetched", Place(url), str(error), _HINT)

    def _once(self, url: str, until: float) -> Raw | str:
        """One request: the page, or the address that it is redirected to."""
        parts, host, port = _parted(url)
        address = self._address(host, port, until)
        line = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (f"?{_query(parts.query)}" if parts.query else "")
        connection = _Pinned(host, port, address, self._left(until), tls=parts.scheme == "https")
        # However slowly a server drips, the line is cut when the time is over.
        guard = threading.Timer(self._left(until), connection.cut)
        guard.daemon = True
        guard.start()
        try:
            connection.request(
                "GET",
                line,
                headers={
                    "User-Agent": f"nonpaper/{VERSION}",
                    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9",
                    "Accept-Encoding": "identity",
                },
            )
            answer = connection.getresponse()
            connection.whole()
            if answer.status in _REDIRECTS:
                where = answer.getheader("Location", "")
                if not where:
                    raise NotFetchedError("it is redirected to nowhere")
                return urljoin(url, where)
            if answer.status != 200:
                raise NotFetchedError(f"its server answers {answer.status} {_shown(answer.reason)}".rstrip())
            kind = answer.getheader("Content-Type", "") or ""
            if kind and kind.partition(";")[0].strip().casefold() not in _TYPES:
                raise NotFetchedError(f"it is {_shown(kind.partition(';')[0])}, neither a page nor a text")
            body = self._body(answer, until)
            connection.whole()
            return Raw(body, url, content_type=_shown(kind))
        except (OSError, http.client.HTTPException, ValueError) as error:
            if connection.was_cut or isinstance(error, TimeoutError):
                raise NotFetchedError(self._slow()) from error
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise NotFetchedError(f"its server cannot be asked: {_shown(why)}") from error
        finally:
            guard.cancel()
            connection.close()

    def _body(self, answer: http.client.HTTPResponse, until: float) -> bytes:
        whole = bytearray()
        while piece := answer.read1(65_536):
            whole += piece
            if len(whole) > self.most:
                raise NotFetchedError(f"it has more than {self.most:,} bytes")
            self._left(until)
        if answer.length:
            raise NotFetchedError("its server stopped in the middle")
        kind = (answer.getheader("Content-Encoding") or "identity").strip().casefold()
        if kind == "identity":
            return bytes(whole)
        if kind not in ("gzip", "x-gzip", "deflate"):
            raise NotFetchedError(f"it comes packed in a way that is not known here: {_shown(kind)}")
        try:
            unpacked = zlib.decompressobj(wbits=47).decompress(bytes(whole), self.most + 1)
        except zlib.error as error:
            raise NotFetchedError("it comes packed, and cannot be unpacked") from error
        if len(unpacked) > self.most:
            raise NotFetchedError(f"it has more than {self.most:,} bytes")
        return unpacked

    def _address(self, host: str, port: int, until: float) -> str:
        """The address to connect to; all addresses of the name have to be allowed."""
        found: list[str] = []
        wrong: list[OSError] = []

        def look_up() -> None:
            try:
                found.extend(self.resolve(host, port))
            except (OSError, UnicodeError) as error:
                wrong.append(error if isinstance(error, OSError) else OSError(str(error)))

        seeker = threading.Thread(target=look_up, daemon=True)
        seeker.start()
        seeker.join(self._left(until))
        if seeker.is_alive():
            raise NotFetchedError(self._slow())
        if not found:
            raise NotFetchedError(f"there is no server of the name {_shown(host)!r}")
        for each in found:
            try:
                address = ipaddress.ip_address(each)
            except ValueError:
                raise NotFetchedError(f"{_shown(each)!r} is no address") from None
            if not self.allowed(address):
                raise NotFetchedError(f"{_shown(host)} is at {each}, which is not of the open network")
        return found[0]

    def _left(self, until: float) -> float:
        left = until - time.monotonic()
        if left <= 0:
            raise NotFetchedError(self._slow())
        return left

    def _slow(self) -> str:
        return f"it took longer than {self.seconds:g} seconds"


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked; the name is only what the server and its certificate are asked."""

    def __init__(self, host: str, port: int, address: str, timeout: float, *, tls: bool) -> None:
        super().__init__(host, port, timeout=timeout)
        self.address = address
        self.tls = tls
        self.was_cut = False
        if tls:
            self.default_port = 443

    def connect(self) -> None:
        """Connect to the address, whatever the name would lead to now."""
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End it at once, from another thread: whoever waits for it gets an error, or what looks like the end."""
        self.was_cut = True
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def whole(self) -> None:
        """Raises TimeoutError where it was cut: what came may be the half of it."""
        if self.was_cut:
            raise TimeoutError


def _parted(url: str) -> tuple[SplitResult, str, int]:
    """An address in its parts. Raises `NotFetchedError` for one that is not asked."""
    if any(letter.isspace() or not letter.isprintable() for letter in url):
        raise NotFetchedError("there are blanks or signs in it that no address has")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (
            (parts.hostname or "").encode("idna").decode("ascii")
            if ":" not in (parts.hostname or "")
            else parts.hostname
        )
    except (ValueError, UnicodeError):
        raise NotFetchedError("it is no address") from None
    if parts.scheme not in ("http", "https"):
        raise NotFetchedError(f"only http and https are asked, not {_shown(parts.scheme)!r}")
    if not host:
        raise NotFetchedError("it names no server")
    if parts.username is not None or parts.password is not None:
        raise NotFetchedError("a name or a password stands in it; none is sent")
    return parts, host, port or (443 if parts.scheme == "https" else 80)


def _query(query: str) -> str:
    return quote(query, safe="/%:@!$&'()*+,;=~-._?")


def _shown(words: str) -> str:
    return re.sub(r"[^\x20-\x7e]", "?", words)[:100]
