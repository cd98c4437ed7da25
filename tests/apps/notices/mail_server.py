"""A real SMTP server on this machine that keeps what it is sent, and can be told to refuse or to hang up."""

from __future__ import annotations

import socket
from email import message_from_bytes
from email.message import Message
from email.policy import default

from aiosmtpd.controller import Controller


class Letterbox:
    def __init__(self) -> None:
        self.received: list[Message] = []
        self.answer = "250 OK"
        self.hang_up = False

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options) -> str:
        if address.startswith("nobody@"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.hang_up:  # taken in, but the answer never arrives
            self.received.append(message_from_bytes(envelope.content, policy=default))
            server.transport.abort()
            return "250 OK"
        if self.answer.startswith("250"):
            self.received.append(message_from_bytes(envelope.content, policy=default))
        return self.answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def mail_server(letterbox: Letterbox, port: int) -> Controller:
    return Controller(letterbox, hostname="127.0.0.1", port=port)
