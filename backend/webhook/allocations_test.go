//go:build unix

package webhook_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

// together is how many messages of known customers stand in one body: about as many
// as one commit takes up under load.
const together = 16

// mostAllocations is what one of them may allocate, from the signed body to the
// answer after the commit: it took 111 to 114 when this was written, three of them
// the test's own, and more under the race detector, which throws away some of what is
// kept to be used again. Writing a row twice hardly shows here, since its room is
// used again: see TestBatch_encodesEachRowOnce in store.
const mostAllocations = 132

// readings counts how often an entry's payload is read.
type readings struct {
	channel.Reader
	n atomic.Int64
}

func (r *readings) ReadEntry(payload []byte) (desk.ItemEntry, channel.Stored, bool) {
	r.n.Add(1)
	return r.Reader.ReadEntry(payload)
}

// What the webhook has read of a body, the fold does not read again.
func TestIngest_aBodyIsReadOnce(t *testing.T) {
	t.Parallel()
	reader := &readings{Reader: meta.Reader{}}
	srv := httptest.NewServer(relayReading(t, reader))
	defer srv.Close()
	for n := range int64(3) {
		if err := post(t.Context(), srv.Client(), srv.URL, benchBody(n)); err != nil {
			t.Fatal(err)
		}
	}
	if n := reader.n.Load(); n != 0 {
		t.Errorf("folds read %d of three payloads that the webhook had read", n)
	}
}

// An ordinary message is read once and written once: what it allocates on the way
// through webhook, ledger, engine and store is bounded.
func TestIngest_allocationsBounded(t *testing.T) {
	h := relayHandler(t)
	n := int64(0)
	send := func() {
		messages := make([]string, together)
		for i := range messages {
			n++
			messages[i] = fmt.Sprintf(`{"from":"49151%06d","id":"wamid.%016x","timestamp":"%d","text":{"body":"Hello, is anybody there?"},"type":"text"}`,
				n%benchCustomers, n, time.Now().Unix())
		}
		body := fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"value":{`+
			`"messaging_product":"whatsapp","metadata":{"display_phone_number":"493023125014","phone_number_id":"1001"},`+
			`"messages":[%s]},"field":"messages"}]}]}`, strings.Join(messages, ","))
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/webhooks/meta/app1", bytes.NewReader(body))
		req.Header.Set(meta.SignatureHeader, meta.Sign(benchSecret, body))
		res := httptest.NewRecorder()
		if h.ServeHTTP(res, req); res.Code != http.StatusOK {
			t.Fatalf("answer %d", res.Code)
		}
	}
	for range 2 * benchCustomers / together { // everybody is known, and every statement prepared
		send()
	}
	if got := testing.AllocsPerRun(benchCustomers/together, send) / together; got > mostAllocations {
		t.Errorf("one message takes %.0f allocations, want at most %d", got, mostAllocations)
	}
}
