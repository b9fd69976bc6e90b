package httpd

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// LimitBody makes every request body end in an error after limit bytes, and
// refuses at once a request that announces more.
func LimitBody(limit int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ContentLength > limit {
				// The rest is not read: the connection cannot be used again.
				w.Header().Set("Connection", "close")
				WriteError(w, tooLarge(nil))
				return
			}
			r.Body = http.MaxBytesReader(w, r.Body, limit)
			next.ServeHTTP(w, r)
		})
	}
}

// ReadBody reads the whole body, at most limit bytes. Errors are of code
// invalid, with SubcodeTooLarge for a body above the limit.
func ReadBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		return nil, tooLarge(nil)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, tooLarge(err)
	case err != nil:
		return nil, &desk.Error{
			Code: desk.CodeInvalid, Subcode: "cutShort", Op: "read request body", Err: err,
			Message: "The request ended before its body was complete.",
		}
	}
	return body, nil
}

func tooLarge(cause error) error {
	return &desk.Error{
		Code: desk.CodeInvalid, Subcode: SubcodeTooLarge, Op: "read request body", Err: cause,
		Message: "The request is larger than this address accepts.",
	}
}

// ExtendDeadlines gives the current request d, from now, to send its body and to
// be answered: for media, which no fixed time fits.
func ExtendDeadlines(w http.ResponseWriter, d time.Duration) error {
	c := http.NewResponseController(w)
	return desk.Wrap("extend deadlines", errors.Join(
		c.SetReadDeadline(time.Now().Add(d)),
		c.SetWriteDeadline(time.Now().Add(d)),
	))
}
