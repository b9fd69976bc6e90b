package provision_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// onPhone sets up a number that stays in use in the WhatsApp Business app: no code, no PIN.
func (r *rig) onPhone() *desk.Number {
	r.t.Helper()
	r.link()
	if _, err := r.world.AddNumber(sandbox.NewNumber{Account: waba, Phone: gb, Display: "Harbour & Pine", OnPhone: true}); err != nil {
		r.t.Fatal(err)
	}
	st := r.connected(gb)
	if st.VerifiedAt == 0 || !st.NoPIN {
		r.t.Fatalf("a number on a phone wants a code or a PIN: %+v", st)
	}
	if st, err := r.finish(r.save(st, "Support", ""), ""); err != nil || st.Said != nil || st.Step != wire.StepDone {
		r.t.Fatalf("finished: %+v, %v", st, err)
	}
	if n := r.graph.count("/register"); n != 0 {
		r.t.Errorf("registered %d times: its phone would be signed out", n)
	}
	numbers := r.numbers()
	return numbers[len(numbers)-1]
}

// asks runs the job once, if there is one, as the relay would.
func (r *rig) asks() error {
	r.t.Helper()
	jobs, err := r.db.DueJobs(r.t.Context(), desk.JobPhoneSync, r.clock.now().UnixMilli(), 10)
	if err != nil || len(jobs) == 0 {
		return err
	}
	for _, w := range r.s.Load().Work() {
		if w.Kind == desk.JobPhoneSync {
			return w.Run(r.t.Context(), jobs[0], 0)
		}
	}
	r.t.Fatal("nobody does the job")
	return nil
}

func (r *rig) phoneOf(n *desk.Number) desk.Number {
	r.t.Helper()
	now, err := desk.Get[*desk.Number](r.t.Context(), r.db, org, desk.RowNumber, n.ID)
	if err != nil {
		r.t.Fatal(err)
	}
	return *now
}

const syncPath = "/smb_app_data"

func TestPhoneSync_asksOnceEachWhateverHappens(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	n := r.onPhone()
	// Meta is out of reach, then hangs up after it took the question: it is asked again.
	r.graph.set(func(req *http.Request) (int, string) {
		if strings.HasSuffix(req.URL.Path, syncPath) {
			return http.StatusInternalServerError, "{}"
		}
		return 0, ""
	})
	if err := r.asks(); err == nil || r.phoneOf(n).OnPhone.ContactsAt != 0 {
		t.Fatalf("out of reach: %v, %+v", err, r.phoneOf(n).OnPhone)
	}
	r.graph.set(nil)
	r.start(r.config()) // and the relay was restarted
	for range 4 {
		if err := r.asks(); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.phoneOf(n); got.OnPhone.ContactsAt == 0 || got.OnPhone.HistoryAt == 0 || got.OnPhone.Said != nil || got.History.Said != nil {
		t.Fatalf("asked: %+v, %+v", got.OnPhone, got.History)
	}
	if got := r.graph.count(syncPath); got != 2 { // since it is in reach
		t.Errorf("asked %d times", got)
	}
}

// A crash between Meta's yes and our note of it costs one more question, which Meta refuses.
func TestPhoneSync_askedBeforeCountsAsAsked(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	n := r.onPhone()
	for _, kind := range []string{"smb_app_state_sync", "history"} {
		r.askedEarlier(n.PhoneID, `{"messaging_product":"whatsapp","sync_type":"`+kind+`"}`)
	}
	for range 3 {
		if err := r.asks(); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.phoneOf(n); got.OnPhone.ContactsAt == 0 || got.OnPhone.HistoryAt == 0 || got.OnPhone.Said != nil || got.History.Said != nil {
		t.Errorf("got %+v, %+v", got.OnPhone, got.History)
	}
}

// askedEarlier asks the phone as an earlier life of the relay did.
func (r *rig) askedEarlier(phoneID, body string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.graph.URL+"/v23.0/"+phoneID+syncPath, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		r.t.Fatalf("asked: %d", resp.StatusCode)
	}
}

func TestPhoneSync_afterADayItIsTooLate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	n := r.onPhone()
	r.clock.ms.Add((25 * time.Hour).Milliseconds())
	for range 3 {
		if err := r.asks(); err != nil {
			t.Fatal(err)
		}
	}
	got := r.phoneOf(n)
	for what, said := range map[string]*desk.Said{"names": got.OnPhone.Said, "history": got.History.Said} {
		if said == nil || said.Subcode != "onPhone" || said.Params[desk.ParamContext] != "late" {
			t.Errorf("%s: %+v", what, said)
		}
	}
	if n := r.graph.count(syncPath); n != 0 {
		t.Errorf("asked %d times", n)
	}
}

// Meta's day may end before ours: it counts from its own window's end.
func TestPhoneSync_whatMetaRefusesForGoodIsSaid(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	n := r.onPhone()
	r.graph.set(func(req *http.Request) (int, string) {
		if !strings.HasSuffix(req.URL.Path, syncPath) {
			return 0, ""
		}
		return http.StatusBadRequest, `{"error":{"message":"too late","type":"OAuthException","code":2593108,"fbtrace_id":"t"}}`
	})
	for range 3 {
		if err := r.asks(); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.phoneOf(n); got.OnPhone.Said == nil || got.History.Said == nil || got.History.Said.Params[desk.ParamContext] != "historyLate" {
		t.Errorf("got %+v, %+v", got.OnPhone.Said, got.History.Said)
	}
	if n := r.graph.count(syncPath); n != 2 {
		t.Errorf("asked %d times", n)
	}
}

func TestPhoneSync_aNumberThatIsGoneIsNotAsked(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	n := r.onPhone()
	r.put(desk.EntryNumberGone, map[string]string{"id": string(n.ID)})
	for range 2 {
		if err := r.asks(); err != nil {
			t.Fatal(err)
		}
	}
	if jobs, err := r.db.DueJobs(t.Context(), desk.JobPhoneSync, r.clock.now().UnixMilli(), 10); err != nil || len(jobs) != 0 || r.graph.count(syncPath) != 0 {
		t.Errorf("%d jobs, %d questions, %v", len(jobs), r.graph.count(syncPath), err)
	}
}
