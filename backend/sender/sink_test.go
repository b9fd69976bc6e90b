package sender_test

import (
	"io"
	"net/http"
)

// sink takes webhooks as a relay would and hands their bodies on.
type sink chan []byte

func (s sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s <- b
	w.WriteHeader(http.StatusOK)
}
