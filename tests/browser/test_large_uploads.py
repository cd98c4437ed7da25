"""A client that sends far too much to a real server still gets the answer in words."""

import http.client
from urllib.parse import urlsplit


def test_a_hundred_megabytes_are_refused_with_words_and_not_with_a_broken_connection(hall):
    connection = http.client.HTTPConnection(urlsplit(hall).netloc, timeout=120)
    connection.request("POST", "/sign-in/", body=(bytes(1 << 20) for _ in range(100)),
                       headers={"Content-Type": "application/octet-stream", "Content-Length": str(100 << 20)})  # fmt: skip
    answer = connection.getresponse()
    assert answer.status == 413 and "超过上限 20 MB" in answer.read().decode()
