package webhook

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
)

// MaxBody is the largest webhook body that is read unless an operator says
// otherwise: Meta documents 3 MB.
const MaxBody = 4 << 20

// usualBody is up to which size a body's Content-Length is believed and memory taken
// for it at once, without counting what other bodies take.
const usualBody = 64 << 10

// bodiesAtOnce is how many of the largest bodies may be held at the same time.
const bodiesAtOnce = 32

// Why a body was not read.
var (
	errTooLarge = errors.New("body too large")
	errNoRoom   = errors.New("too many large bodies at once")
)

// bodies reads raw bodies. Nobody has proven anything while they are read, so
// what all of them together may take is bounded: anybody can open a thousand
// connections and send four megabytes over each.
type bodies struct {
	most int64        // bytes of one
	room atomic.Int64 // bytes that may still be taken by those beyond usualBody
}

func newBodies(most int64) *bodies {
	b := &bodies{most: most}
	b.room.Store(bodiesAtOnce * most)
	return b
}

// read gives the raw bytes. done gives their memory back and must be called, when
// nobody reads the bytes any more.
func (b *bodies) read(w http.ResponseWriter, r *http.Request) (body []byte, done func(), err error) {
	var took int64
	done = func() { b.room.Add(took) }
	first := int64(bytes.MinRead)
	if n := r.ContentLength; n > 0 && n <= usualBody {
		first = n + 1 // room to see the end
	}
	from := http.MaxBytesReader(w, r.Body, b.most)
	body = make([]byte, 0, first)
	for {
		if len(body) == cap(body) {
			size := min(2*int64(cap(body)), b.most+1)
			if size > usualBody {
				if b.room.Add(took-size) < 0 {
					b.room.Add(size - took)
					return nil, done, errNoRoom
				}
				took = size
			}
			body = append(make([]byte, 0, size), body...)
		}
		n, err := from.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		if errors.Is(err, io.EOF) {
			return body, done, nil
		}
		if err != nil {
			var tooLarge *http.MaxBytesError
			if errors.As(err, &tooLarge) {
				err = errTooLarge
			}
			return nil, done, err
		}
	}
}

// unread answers a request whose body was not read.
func (a answerer) unread(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, errTooLarge):
		a.answer(w, http.StatusRequestEntityTooLarge, "too large")
	case errors.Is(err, errNoRoom):
		a.answer(w, http.StatusServiceUnavailable, "no room")
	default:
		a.answer(w, http.StatusBadRequest, "unreadable")
	}
}
