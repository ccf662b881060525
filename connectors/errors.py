"""What can go wrong at the edge, as one tree.

    ConnectorError                   503
    ├── BadRequest                   400  cannot be read: not JSON, not an object
    ├── Unauthorised                 401  no valid session or token
    ├── Forbidden                    403  this origin may not
    ├── NotFound                     404
    ├── Conflict                     409  what is asked does not fit what holds now
    ├── TooLarge                     413
    ├── Unprocessable                422  can be read but breaks a rule
    ├── TooManyRequests              429
    └── Unavailable                  503  the answer failed on our side; trying again may help

Each carries an HTTP status, a stable `code` for programs and a `detail` for developers. People are
shown a sentence from the catalogues instead.
"""

from __future__ import annotations

from typing import ClassVar


class ConnectorError(Exception):
    """A request that gets an error in the caller's format instead of an answer."""

    status: ClassVar[int] = 503
    title: ClassVar[str] = "Service unavailable"

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class BadRequest(ConnectorError):
    """The request cannot be read."""

    status = 400
    title = "Bad request"


class Unauthorised(ConnectorError):
    """The caller did not prove who they are."""

    status = 401
    title = "Unauthorised"


class Forbidden(ConnectorError):
    """The caller is not allowed to do this."""

    status = 403
    title = "Forbidden"


class NotFound(ConnectorError):
    """What the request names does not exist."""

    status = 404
    title = "Not found"


class Conflict(ConnectorError):
    """The request does not fit the present state; `members` of the problem say what that is."""

    status = 409
    title = "Conflict"

    def __init__(self, code: str, detail: str, **members: object) -> None:
        super().__init__(code, detail)
        self.members = members


class TooLarge(ConnectorError):
    """The request is larger than the limit."""

    status = 413
    title = "Content too large"


class Unprocessable(ConnectorError):
    """The request can be read but breaks a rule."""

    status = 422
    title = "Unprocessable content"


class TooManyRequests(ConnectorError):
    """The caller is too fast. `retry_after` is in whole seconds."""

    status = 429
    title = "Too many requests"

    def __init__(self, code: str, detail: str, retry_after: int) -> None:
        super().__init__(code, detail)
        self.retry_after = retry_after


class Unavailable(ConnectorError):
    """The service failed to answer; the same request may succeed later."""
