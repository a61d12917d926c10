"""Sending mail. `MAIL_URL` chooses how; a failure is a value the caller shows, never an exception.

smtp://user:password@host:587 (STARTTLS) · smtps://user:password@host:465 · smtp+plain://127.0.0.1:25 (a
relay of the same machine) · file:///a/folder (one .eml a message) · empty: nothing is sent.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from threading import Lock
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

TIMEOUT_SECONDS = 10
#: Seconds a page waits for a letter to go, and how long nothing more is tried from a page when it did not.
PAGE_SECONDS, PAUSE_SECONDS = 3.0, 30.0

log = logging.getLogger("relais.mail")


class Backend(Protocol):
    """Delivers one message; may raise OSError or smtplib.SMTPException."""

    def deliver(self, message: EmailMessage) -> None:
        """Hand the message over."""


class NullMail:
    """Delivers nothing: mail is switched off."""

    def deliver(self, message: EmailMessage) -> None:
        """Refuse, so that the caller shows the link instead."""
        raise OSError("mail is switched off")


class FileMail:
    """Writes messages to a folder, in order of arrival."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, message: EmailMessage) -> None:
        """Write one .eml file, readable by the owner alone since it may hold a link."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{len(list(self._folder.iterdir())):06d}.eml"
        path.touch(mode=0o600)
        path.write_bytes(bytes(message))


class SmtpMail:
    """Sends through an SMTP server, encrypted unless it is a relay of the same machine."""

    def __init__(self, url: SplitResult) -> None:
        self._url = url

    def deliver(self, message: EmailMessage) -> None:
        """Open a connection, send, close."""
        host, secure = self._url.hostname or "127.0.0.1", ssl.create_default_context()
        if self._url.scheme == "smtps":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self._url.port or 465, timeout=TIMEOUT_SECONDS, context=secure
            )
        else:
            client = smtplib.SMTP(host, self._url.port or 25, timeout=TIMEOUT_SECONDS)
        with client:
            if self._url.scheme == "smtp":
                client.starttls(context=secure)
            if self._url.username:
                client.login(unquote(self._url.username), unquote(self._url.password or ""))
            client.send_message(message)


class Mailer:
    """Writes messages from one sender and hands them to a backend."""

    def __init__(self, backend: Backend, sender: str, publisher: Callable[[], str] = str) -> None:
        self._backend = backend
        self._sender = sender
        self._publisher = publisher
        self._later = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")
        self.is_failing = False  # whether the last message did not go
        self.failed = 0  # how many did not go since this process started
        self.waiting = 0  # how much work was left for later and is not done
        self._waiting_lock = Lock()
        self._hangs_until = 0.0

    @property
    def is_on(self) -> bool:
        """Whether messages go anywhere."""
        return not isinstance(self._backend, NullMail)

    def signed(self, body: str) -> str:
        """A text with who publishes the directory it comes from, where that is known."""
        name = self._publisher()
        return f"{body}Annuaire publié par {name}.\n" if name else body

    def send(self, to: str, subject: str, body: str) -> bool:
        """Send a plain text message now; return whether it went. Neither address nor text is logged."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, to, subject
        message["Date"] = formatdate(localtime=False)
        message["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2].strip(" >") or None)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.signed(body), charset="utf-8")
        try:
            self._backend.deliver(message)
        except (OSError, smtplib.SMTPException) as failure:
            if self.is_on:
                log.error("mail not sent: %s", type(failure).__name__)
            self.is_failing = True
            self.failed += 1
        else:
            self.is_failing = False
        return not self.is_failing

    def send_from_page(self, to: str, subject: str, body: str) -> bool:
        """Send as `send` does, and give up soon: a mail server that hangs makes no page wait.

        False means that nobody knows whether it went: one that had begun to go may still arrive.
        """
        if time.monotonic() < self._hangs_until:
            self.failed += 1
            return False
        going = self._later.submit(self.send, to, subject, body)
        try:
            return going.result(PAGE_SECONDS)
        except TimeoutError:
            self._hangs_until = time.monotonic() + PAUSE_SECONDS
            self.is_failing = True
            if going.cancel():
                self.failed += 1
            return False

    def later(self, work: Callable[[], None]) -> None:
        """Do some work, one after the other, behind the answer."""
        self._count(1)

        def run() -> None:
            try:
                work()
            finally:
                self._count(-1)

        self._later.submit(run)

    def _count(self, more: int) -> None:
        with self._waiting_lock:
            self.waiting += more

    def finish(self) -> None:
        """Wait for the work that was left for later."""
        self._later.submit(lambda: None).result()


def make_mailer(url: str, sender: str, publisher: Callable[[], str] = str) -> Mailer:
    """Return the mailer of a `MAIL_URL`, whose scheme `directory.config` has checked.

    `publisher`: says who publishes the directory, as each letter does; "" where nobody is named.
    """
    parts = urlsplit(url)
    if not parts.scheme:
        return Mailer(NullMail(), sender, publisher)
    backend = FileMail(Path(unquote(parts.path))) if parts.scheme == "file" else SmtpMail(parts)
    return Mailer(backend, sender, publisher)
