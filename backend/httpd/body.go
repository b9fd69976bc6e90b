package httpd

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

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
		}
	}
	return body, nil
}

// maxJSON bounds what ReadJSON reads.
const maxJSON = 64 << 10

// ReadJSON decodes a small body. Errors are of code invalid.
func ReadJSON[T any](w http.ResponseWriter, r *http.Request) (T, error) {
	var v T
	body, err := ReadBody(w, r, maxJSON)
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal(body, &v); err != nil {
		return v, desk.Refuse(desk.CodeInvalid, "json")
	}
	return v, nil
}

// WriteJSON answers 200 with v, which no cache may keep.
func WriteJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, http.StatusOK, v)
}

func tooLarge(cause error) error {
	return &desk.Error{
		Code: desk.CodeInvalid, Subcode: SubcodeTooLarge, Op: "read request body", Err: cause,
		Params: desk.Params{"context": "request"},
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
