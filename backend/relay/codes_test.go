package relay_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"
	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/backend/backup"
	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/twilio"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
	"github.com/parleydesk/parley/backend/words"
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
		d := r.desk(session, wire.Hello{SealKey: theirs[:]})
		d.Attend()
		r.others = append(r.others, d)
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

// await waits until the holder's screen has a code. It may have come already, before the answer
// to the call that asked for it.
func (r *codesRig) await(code string) {
	r.t.Helper()
	for r.caught(r.boss, r.keys).Code != code {
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

// codeIn gives one of the codes that stands in what was written or said: as it is, with its
// percent signs and escapes read, in base64, or in hex.
func codeIn(data []byte, codes map[string]bool) (code string, found bool) {
	data = ownNumbers.ReplaceAll(data, []byte("here"))
	for _, plain := range [][]byte{data, unescaped(data)} {
		if code, found = plainCodeIn(plain, codes); found {
			return code, true
		}
	}
	notEncoded := func(c rune) bool { return c >= 0x80 || !isWord(byte(c)) && !strings.ContainsRune("+/_-", c) }
	for _, run := range bytes.FieldsFunc(data, notEncoded) {
		if len(run) < 8 {
			continue
		}
		for _, decode := range []func(string) ([]byte, error){base64.RawStdEncoding.DecodeString, base64.RawURLEncoding.DecodeString, hex.DecodeString} {
			inner, _ := decode(string(run)) // what could be read before a mistake counts
			if code, found = plainCodeIn(inner, codes); found {
				return code, true
			}
		}
	}
	return "", false
}

// ownNumbers are addresses of this computer, in what a broken connection says, and how many
// nanoseconds a request took. Now and then they have the digits of a code: with the last digit
// of an address, a port is six.
var ownNumbers = regexp.MustCompile(`127\.0\.0\.1:[0-9]{1,5}\b|"took":[0-9]+`)

// around gives what stands before and after a code, nothing when it stands there encoded. The
// codes of tests open nothing.
func around(data []byte, code string) []byte {
	at := bytes.Index(data, []byte(code))
	if at < 0 {
		return nil
	}
	return data[max(at-300, 0):min(at+100, len(data))]
}

// unescaped has a space for each byte that is written in hex, as addresses and JSON do.
func unescaped(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for i := 0; i < len(data); i++ {
		switch {
		case data[i] == '%' && isHex(data, i+1):
			i += 2
		case data[i] == '\\' && bytes.HasPrefix(data[i:], []byte(`\u00`)) && isHex(data, i+4):
			i += 5
		default:
			out = append(out, data[i])
			continue
		}
		out = append(out, ' ')
	}
	return out
}

func isHex(data []byte, at int) bool {
	if at+1 >= len(data) {
		return false
	}
	_, err := hex.Decode(make([]byte, 1), data[at:at+2])
	return err == nil
}

// plainCodeIn looks for six digits, however they are set apart, that are no part of a longer
// number or word.
func plainCodeIn(data []byte, codes map[string]bool) (string, bool) {
	for i, c := range data {
		if c < '0' || c > '9' || i > 0 && isWord(data[i-1]) {
			continue
		}
		if code := sixDigits(data[i:]); codes[code] {
			return code, true
		}
	}
	return "", false
}

// sixDigits reads the six digits with which a text begins, with at most three signs between
// two of them; "" = there are none, or more.
func sixDigits(text []byte) string {
	var code []byte
	for gap, i := 0, 0; i < len(text); i++ {
		switch c := text[i]; {
		case c >= '0' && c <= '9' && len(code) < 6:
			code, gap = append(code, c), 0
		case isWord(c):
			return ""
		case len(code) == 6:
			return string(code)
		default:
			if gap++; gap > 3 {
				return ""
			}
		}
	}
	if len(code) < 6 {
		return ""
	}
	return string(code)
}

func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// The search is not blind: it finds a code however it is written, and takes no id for one.
func TestCodes_theSearchSees(t *testing.T) {
	t.Parallel()
	codes := map[string]bool{"123830": true}
	text := []byte("WhatsApp code 123-830. Don't share it")
	for name, c := range map[string]struct {
		data string
		want bool
	}{
		"as it was sent":     {string(text), true},
		"bare":               {"123830", true},
		"in JSON":            {`{"text":"WhatsApp code 123-830"}`, true},
		"escaped":            {`{"text":"code\u00a0123\u002d830"}`, true},
		"in an address":      {"text=WhatsApp+code+123%2D830&to=1", true},
		"spoken":             {"1, 2, 3, 8, 3, 0", true},
		"in base64":          {`{"body":"` + base64.StdEncoding.EncodeToString(text) + `"}`, true},
		"in base64 for URLs": {"x=" + base64.URLEncoding.EncodeToString(text), true},
		"in hex":             {hex.EncodeToString(text), true},
		"after other digits": {"2026-11-29 123-830", true},
		"in a link":          {"v.whatsapp.com/123830", true},
		"inside an id":       {"msg_123830ab 9123830", false},
		"another":            {"123-831", false},
	} {
		if _, got := codeIn([]byte(c.data), codes); got != c.want {
			t.Errorf("%s: found %v", name, got)
		}
	}
}

// numbersOfStacks are the addresses, lines and numbers of goroutines in a stack.
var numbersOfStacks = regexp.MustCompile(`0x[0-9a-f]+|goroutine \d+|\.go:\d+`)

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
	stacks := make([]byte, 4<<20)
	// A stack shows numbers, not texts: of thousands of addresses one has the digits of a code.
	out["what a crash prints"] = numbersOfStacks.ReplaceAll(stacks[:runtime.Stack(stacks, true)], nil)
	maps.Copy(out, r.files(""))
	return out
}

// files are the bytes of every file of the relay.
func (r *codesRig) files(when string) map[string][]byte {
	r.t.Helper()
	return r.filesIn(r.dir, when)
}

func (r *codesRig) filesIn(dir, when string) map[string][]byte {
	r.t.Helper()
	out := map[string][]byte{}
	root := os.DirFS(dir)
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

// byHand has Meta send the code of the number at Vonage, which is typed: wrong first, then right.
func (r *codesRig) byHand(wrong string) (right string) {
	r.t.Helper()
	call := func(name string, body any) wire.Setup {
		r.t.Helper()
		return said[wire.Setup](r.t, r.boss.Call(name, body))
	}
	set := call(wire.CallSetupConnect.Name, wire.SetupConnect{SetupID: r.other.ID, WabaID: sandbox.DefaultWABA, DisplayName: "Harbour & Pine UK"})
	set = call(wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: set.ID, Method: "SMS"})
	right, _, err := r.world.Code(set.PhoneID)
	if err != nil {
		r.t.Fatal(err)
	}
	r.await(right)
	if set = call(wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: set.ID, Code: wrong}); set.VerifiedAt != 0 || set.Said == nil {
		r.t.Fatalf("the wrong code is right: %+v", set)
	}
	if set = call(wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: set.ID, Code: right}); set.VerifiedAt == 0 {
		r.t.Fatalf("the right code is wrong: %s", words.Of(set.Said.Err()))
	}
	return right
}

// forged sends codes that nobody vouches for: with a signature that is none, and none.
func (r *codesRig) forged(atVonageCode, byTwilioCode string) {
	r.t.Helper()
	for path, form := range map[string]url.Values{
		"/webhooks/vonage/sms": {"msisdn": {"16505434800"}, "to": {atVonage[1:]}, "messageId": {"1"}, "type": {"text"}, "text": {"WhatsApp code " + atVonageCode}, "sig": {"00"}},
		"/webhooks/twilio/sms": {"MessageSid": {"SM1"}, "AccountSid": {account}, "From": {"WhatsApp"}, "To": {byTwilio}, "Body": {"WhatsApp code " + byTwilioCode}, "NumMedia": {"0"}},
	} {
		req, err := http.NewRequest(http.MethodPost, r.relay.PublicURL()+path, strings.NewReader(form.Encode()))
		if err != nil {
			r.t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("X-Twilio-Signature", "0/KCTR6DLpKmkAf8muzZqo1nDgQ=")
		if status := r.do(req); status < 400 {
			r.t.Errorf("%s is believed: %d", path, status)
		}
	}
}

// backedUp gives the files of a backup that is made now and restored elsewhere.
func (r *codesRig) backedUp() map[string][]byte {
	r.t.Helper()
	cfg, err := config.Defaults(r.dir)
	if err != nil {
		r.t.Fatal(err)
	}
	key, err := age.GenerateX25519Identity()
	if err != nil {
		r.t.Fatal(err)
	}
	dir := r.t.TempDir()
	file, identity := filepath.Join(dir, "parley.backup"), filepath.Join(dir, "key.txt")
	if err := os.WriteFile(identity, []byte(key.String()+"\n"), 0o600); err != nil {
		r.t.Fatal(err)
	}
	ctx := r.t.Context()
	if err := backup.Write(ctx, config.Backup{Config: cfg, To: file, Recipients: []string{key.Recipient().String()}}); err != nil {
		r.t.Fatal(err)
	}
	to := filepath.Join(dir, "restored")
	if cfg, err = config.Defaults(to); err != nil {
		r.t.Fatal(err)
	}
	if err := backup.Restore(ctx, config.Restore{Config: cfg, From: file, IdentityFile: identity}); err != nil {
		r.t.Fatal(err)
	}
	return r.filesIn(to, " of a backup")
}

// Two hundred codes come on every way on which they can, and each is shown; others are
// typed, refused by Meta, and forged. Afterwards none is in the database, its log of writes,
// the record, a backup, the log, the metrics, what a crash would print, or on anybody else's
// screen; neither while the relay runs nor after it stopped, nor when it has read one from the
// carrier's list. And the carrier keeps no recording.
func TestCodes_nowhereButOnTheHoldersScreen(t *testing.T) {
	t.Parallel()
	r := newCodesRig(t)
	codes := map[string]bool{}
	all := sources()
	next := func() string {
		code := fmt.Sprintf("%06d", (len(codes)*104_729+618_033)%1_000_000)
		codes[code] = true
		return code
	}
	for i := range 200 {
		if i%11 == 0 {
			r.use(all[i/11%len(all)])
		}
		r.bring(i, next())
	}
	r.forged(next(), next())
	codes[r.byHand(next())] = true
	running := r.places()
	maps.Copy(running, r.backedUp())
	r.stop()
	stopped := r.files(" after the stop")
	r.missed(next()) // the cleanup stops it
	again := r.places()
	said[struct{}](t, r.boss.Call(wire.CallSetupLeave.Name, wire.SetupRef{SetupID: r.rented.ID}))
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for rev := uint64(0); len(r.world.TwilioKeeps()) > 0; {
		if rev = r.world.Wait(ctx, rev); ctx.Err() != nil {
			t.Fatalf("Twilio keeps %v", r.world.TwilioKeeps())
		}
	}
	for _, places := range []map[string][]byte{running, stopped, again} {
		for name, data := range places {
			if code, found := codeIn(data, codes); found {
				t.Errorf("code %s in %s: %q", code, name, around(data, code))
			}
		}
	}
	for _, name := range []string{"log", "metrics", "what a crash prints", "socket of another person 0", "file " + datadir.DatabaseFile, "file " + datadir.DatabaseFile + " of a backup"} {
		if len(running[name]) < 1000 {
			t.Errorf("%s was not looked at: %d bytes", name, len(running[name]))
		}
	}
}
