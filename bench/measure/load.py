"""What is sent: the same messages for the dispatcher, wrk and h2load."""

import base64
import urllib.parse
from dataclasses import dataclass

username = "ACmeasure"
password = "secret"
short_text = (
    "Your driver is here. Look for a blue car with the number 1234 at the north gate. Reply STOP"
)


@dataclass(frozen=True)
class Load:
    """So many messages over so many Services. Each is for a participant of its own, so that none
    waits for another, and has a text of its own."""

    messages: int
    services: int = 200
    body_units: int = 0  # 0: the short text

    def text(self, i):
        """Ends with its number."""
        if self.body_units == 0:
            return f"{short_text} {i:08}"
        return f"{i:0{self.body_units}}"[-self.body_units :]

    def line(self, i):
        return (
            f'{{"id":"bench:{i}","service":"KS{i % self.services + 1:032x}",'
            f'"session":"KC{i:032x}","participant":"KP{i:032x}","body":"{self.text(i)}"}}\n'
        )

    def lines(self, first=1, last=None):
        for i in range(first, (last or self.messages) + 1):
            yield self.line(i)


class Post:
    """The request of message 1, for programs that send one request again and again."""

    def __init__(self, load):
        self.path = (
            f"/v1/Services/KS{1:032x}/Sessions/KC{1:032x}/Participants/KP{1:032x}"
            "/MessageInteractions"
        )
        self.body = "Body=" + urllib.parse.quote_plus(load.text(1))
        secret = base64.b64encode(f"{username}:{password}".encode()).decode()
        self.headers = {
            "Authorization": f"Basic {secret}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
