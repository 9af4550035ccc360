"""Why a fetch failed: a class to catch, a code and a detail to keep, which `words` puts into words."""

from __future__ import annotations


class FetchError(Exception):
    """The file was not fetched; `code` says why, `detail` which one."""

    code = "failed"

    def __init__(self, detail: object = "") -> None:
        super().__init__(f"{self.code}: {detail}" if detail != "" else self.code)
        self.detail = str(detail)


class UrlNotFetched(FetchError):
    """The URL is of a form that is not fetched; `detail` is the code of `core.fetching.UrlRefused`."""

    code = "url"


class AddressRefused(FetchError):
    """The name leads to an address that is not public; `detail` is the name."""

    code = "address"


class Unreachable(FetchError):
    """No such name, no answer at the door, or a certificate that is not that of the name."""

    code = "unreachable"


class UntrustedCertificate(Unreachable):
    """The certificate is not that of the name, is over, or comes from nobody known; `detail` says which."""

    code = "certificate"


class RemoteRefused(FetchError):
    """The server answered with another status than was hoped for; `detail` is the status."""

    code = "status"

    def __init__(self, status: int, retry_after: int | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.retry_after = retry_after


class TooManyRedirects(FetchError):
    """The server sends on and on; `detail` is the number that was followed."""

    code = "redirects"


class AnswerTooLarge(FetchError):
    """More bytes than allowed; `detail` is the limit in bytes."""

    code = "large"


class AnswerTooSlow(FetchError):
    """The time allowed in all, or without a byte, is over; `detail` is the time in seconds."""

    code = "slow"


class AnswerBroken(FetchError):
    """The answer stopped before its end, or is not HTTP; `detail` says what was seen."""

    code = "broken"
