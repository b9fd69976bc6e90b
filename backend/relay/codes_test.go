package relay_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/twilio"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// written are ways in which the texts of Meta and of people write a code. The code
// stands at %[1]s and %[2]s, its two halves.
var written = []string{
	"WhatsApp code %[1]s-%[2]s",
	"Your WhatsApp Business code: %[1]s-%[2]s\nDon't share this code with others",
	"<#> Your WhatsApp code %[1]s-%[2]s You can also tap this link to verify your phone: v.whatsapp.com/%[1]s%[2]s Don't share this code with others",
	"Your WhatsApp Business account is being registered on a new device\n\nDo not share this code with anyone\nYour WhatsApp Business code: %[1]s-%[2]s\n4sgLq1p5sV6",
	"%[1]s%[2]s è il tuo codice WhatsApp",
	"Seu código do WhatsApp: %[1]s-%[2]s. Não compartilhe.",
	"Votre code WhatsApp : %[1]s-%[2]s",
	"كود واتساب للأعمال الخاص بك %[1]s%[2]s لا تشاركه مع أحد",
}

// codesRig is a relay that writes its log down, with an admin who sets a number up,
// and others who look on.
type codesRig struct {
	*team
	boss   *wiretest.Desktop
	keys   [2]*[32]byte
	others []*wiretest.Desktop
	who    []wire.Session // the boss, and the others
	logs   *lockedBuffer
	aim    func() // leads the outside to the relay after a start

	rented wire.Setup // of the number at Twilio
	other  wire.Setup // of that at Vonage
}

// The numbers that are set up, each at its carrier.
const (
	atVonage = "+442079460958"
	byTwilio = sandbox.DefaultTwilioNumber
)

// lockedBuffer takes what several goroutines write.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) bytes() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.b.Bytes())
}

func newCodesRig(t *testing.T) *codesRig {
	t.Helper()
	tm := newTeam(t)
	r := &codesRig{team: tm, logs: &lockedBuffer{}}
	tm.log = slog.NewJSONHandler(r.logs, &slog.HandlerOptions{Level: slog.LevelDebug})
	_, r.aim = behindProxy(t, tm)
	if err := tm.world.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	pub, priv, err := box.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	r.keys = [2]*[32]byte{pub, priv}
	r.who = []wire.Session{tm.owner()}
	r.boss = tm.desk(r.who[0], wire.Hello{SealKey: pub[:]})
	tm.link(r.boss)
	said[wire.CarrierState](t, r.boss.Call(wire.CallCarrierLink.Name, wire.CarrierLink{
		Provider: twilio.Provider, Account: account, SignatureSecret: sandbox.DefaultTwilioToken,
	}))
	for _, role := range []string{"admin", "agent"} {
		inv := said[wire.Invitation](t, r.boss.Call(wire.CallInvite.Name, wire.Invite{Name: role, Role: role}))
		r.who = append(r.who, tm.join(inv.Code, role))
	}
	r.look()
	r.other = said[wire.Setup](t, r.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: atVonage}))
	r.rented = said[wire.Setup](t, r.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: byTwilio}))
	return r
}

// look has the others look on, each at a desktop of their own.
func (r *codesRig) look() {
	r.t.Helper()
	r.others = nil
	for _, session := range r.who[1:] {
		theirs, _, err := box.GenerateKey(rand.Reader)
		if err != nil {
			r.t.Fatal(err)
		}
		r.others = append(r.others, r.desk(session, wire.Hello{SealKey: theirs[:]}))
	}
}

// source is a way on which an SMS reaches the relay.
type source struct {
	sandbox.Carrier
	method string // how the account signs, as the admin told the relay
}

func sources() []source {
	var out []source
	for _, transport := range []string{sandbox.TransportGET, sandbox.TransportForm, sandbox.TransportJSON} {
		for _, signature := range []string{sandbox.SignMD5Hash, sandbox.SignMD5, sandbox.SignSHA1, sandbox.SignSHA256, sandbox.SignSHA512} {
			out = append(out, source{sandbox.Carrier{Transport: transport, Signature: signature, DelayMs: -1}, signature})
		}
		out = append(out, source{sandbox.Carrier{Transport: transport, DelayMs: -1, Parts: 3, Backwards: true}, sandbox.SignSHA256})
	}
	return append(out, source{sandbox.Carrier{Transport: sandbox.TransportMessages, DelayMs: -1}, sandbox.SignSHA256})
}

// use turns the carrier's account, and what the relay knows of it, to a source.
func (r *codesRig) use(s source) {
	r.t.Helper()
	if err := r.world.SetCarrier(s.Carrier); err != nil {
		r.t.Fatal(err)
	}
	said[wire.CarrierState](r.t, r.boss.Call(wire.CallCarrierLink.Name, wire.CarrierLink{
		Provider: "vonage", APIKey: sandbox.DefaultVonageKey, APISecret: sandbox.DefaultVonageSecret,
		SignatureSecret: sandbox.DefaultSignatureSecret, SignatureMethod: s.method,
	}))
}

// catch sends an SMS and waits until the holder's screen has its code.
func (r *codesRig) catch(to, code, text string) {
	r.t.Helper()
	if err := r.world.SendSMS(to, "WhatsApp", text); err != nil {
		r.t.Fatal(err)
	}
	r.await(code)
}

// hear has a number called, and waits until the holder's screen has the code: read from
// what was heard at once, or later: from the recording, or the second time.
func (r *codesRig) hear(set wire.Setup, code string, ears sandbox.Ears) {
	r.t.Helper()
	if err := r.world.SetEars(ears); err != nil {
		r.t.Fatal(err)
	}
	said[wire.Setup](r.t, r.boss.Call(wire.CallSetupListen.Name, wire.SetupRef{SetupID: set.ID}))
	if err := r.world.CallNumber(set.Phone, "+16505434800", sandbox.SpokenBy(code)); err != nil {
		r.t.Fatal(err)
	}
	r.await(code)
}

// await waits until the holder's screen has a code.
func (r *codesRig) await(code string) {
	r.t.Helper()
	for got := ""; got != code; got = r.caught(r.boss, r.keys).Code {
		f, closed := r.boss.Read()
		if closed != 0 {
			r.t.Fatalf("closed with %d", closed)
		}
		if f.Changes != nil {
			r.boss.Cursor.Seq = f.Changes.To
			r.boss.Apply(f.Changes.Items)
		}
	}
}

// isIn says where a code stands as a number of its own: digits inside of ids and stamps
// are none.
func isIn(data []byte, code string) bool {
	for _, form := range []string{code, code[:3] + "-" + code[3:], code[:3] + " " + code[3:], strings.Join(strings.Split(code, ""), " ")} {
		for rest := data; ; {
			at := bytes.Index(rest, []byte(form))
			if at < 0 {
				break
			}
			before := at == 0 || !isWord(rest[at-1])
			rest = rest[at+len(form):]
			if before && (len(rest) == 0 || !isWord(rest[0])) {
				return true
			}
		}
	}
	return false
}

func isWord(b byte) bool {
	return b < 0x80 && (unicode.IsLetter(rune(b)) || unicode.IsDigit(rune(b)))
}

// places are everything that the relay wrote or said, by what it is.
func (r *codesRig) places() map[string][]byte {
	r.t.Helper()
	out := map[string][]byte{"log": r.logs.bytes()}
	for i, d := range r.others {
		d.CatchUp(r.boss.Cursor.Seq)
		out[fmt.Sprint("socket of another person ", i)] = bytes.Clone(d.Heard.Bytes())
	}
	out["the holder's socket, where codes are sealed"] = bytes.Clone(r.boss.Heard.Bytes())
	resp, err := http.Get(r.relay.InternalURL() + "/metrics")
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	var metrics bytes.Buffer
	if _, err := metrics.ReadFrom(resp.Body); err != nil {
		r.t.Fatal(err)
	}
	out["metrics"] = metrics.Bytes()
	maps.Copy(out, r.files(""))
	return out
}

// files are the bytes of every file of the relay.
func (r *codesRig) files(when string) map[string][]byte {
	r.t.Helper()
	out := map[string][]byte{}
	root := os.DirFS(r.dir)
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(root, path)
		out["file "+path+when] = raw
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

// bring has a code come in one of the ways: by SMS of each carrier, heard in a call, or read
// from the recording of one.
func (r *codesRig) bring(i int, code string) {
	r.t.Helper()
	text := fmt.Sprintf(written[i%len(written)], code[:3], code[3:])
	switch i % 10 {
	case 3, 8:
		r.catch(byTwilio, code, text)
	case 5:
		r.hear(r.rented, code, sandbox.Ears{})
	case 9:
		r.hear(r.rented, code, sandbox.Ears{Live: sandbox.HearsGarbled})
	case 2:
		r.hear(r.other, code, sandbox.Ears{})
	case 7:
		r.hear(r.other, code, sandbox.Ears{Live: sandbox.HearsGarbled})
	default:
		r.catch(atVonage, code, text)
	}
}

// missed has codes come while the relay is down, which reads them from Twilio's list.
func (r *codesRig) missed(code string) {
	r.t.Helper()
	if err := r.world.SendSMS(byTwilio, "WhatsApp", fmt.Sprintf(written[0], code[:3], code[3:])); err != nil {
		r.t.Fatal(err)
	}
	r.start()
	r.aim()
	r.boss = r.desk(r.who[0], wire.Hello{SealKey: r.keys[0][:]})
	r.look()
	if got := r.reads(r.boss, r.rented.ID, r.keys); got.Code != code {
		r.t.Fatalf("read %q from the list, sent %q", got.Code, code)
	}
}

// Two hundred codes come on every way on which they can, and each is shown. Afterwards
// none is in the database, its log of writes, the record, the log, the metrics or on
// anybody else's screen; neither while the relay runs nor after it stopped, nor when it
// has read one from the carrier's list. And the carrier keeps no recording.
func TestCodes_nowhereButOnTheHoldersScreen(t *testing.T) {
	t.Parallel()
	r := newCodesRig(t)
	var codes []string
	all := sources()
	next := func() string {
		code := fmt.Sprintf("%06d", (len(codes)*104_729+618_033)%1_000_000)
		codes = append(codes, code)
		return code
	}
	for i := range 200 {
		if i%11 == 0 {
			r.use(all[i/11%len(all)])
		}
		r.bring(i, next())
	}
	running := r.places()
	r.stop()
	stopped := r.files(" after the stop")
	r.missed(next()) // the cleanup stops it
	again := r.places()
	for _, places := range []map[string][]byte{running, stopped, again} {
		for name, data := range places {
			for _, code := range codes {
				if isIn(data, code) {
					t.Errorf("code in %s", name)
					break
				}
			}
		}
	}
	for _, name := range []string{"log", "metrics", "socket of another person 0", "file " + datadir.DatabaseFile} {
		if len(running[name]) < 1000 {
			t.Errorf("%s was not looked at: %d bytes", name, len(running[name]))
		}
	}
	said[struct{}](t, r.boss.Call(wire.CallSetupLeave.Name, wire.SetupRef{SetupID: r.rented.ID}))
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for rev := uint64(0); len(r.world.TwilioKeeps()) > 0; {
		if rev = r.world.Wait(ctx, rev); ctx.Err() != nil {
			t.Fatalf("Twilio keeps %v", r.world.TwilioKeeps())
		}
	}
}
