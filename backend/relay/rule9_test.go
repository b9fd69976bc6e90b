package relay_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/backup"
	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/words"
)

const page = 4096 // of the database file, bytes

// filled is the directory of a relay that has been used and was stopped.
func filled(t *testing.T, messages int) *team {
	t.Helper()
	tm := newTeam(t)
	tm.connectApp()
	tm.number(phoneID, appID)
	tm.owner()
	fill(tm, "a", messages)
	return tm
}

func fill(tm *team, series string, messages int) {
	tm.t.Helper()
	for i := range messages {
		body := textBody(fmt.Sprintf("wamid.%s%d", series, i), phoneID, strings.Repeat("something to keep ", 1+i%40))
		if code := tm.signed(body); code != http.StatusOK {
			tm.t.Fatalf("webhook: %d", code)
		}
	}
}

// dirCopy copies a data directory.
func dirCopy(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	err := os.CopyFS(to, os.DirFS(dir))
	if err == nil {
		err = os.Chmod(filepath.Join(to, "keys", "master.key"), 0o600) // CopyFS gives it the umask's rights
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func configOf(t *testing.T, dir string) config.Config {
	t.Helper()
	cfg, err := config.Defaults(dir)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Public.Listen, cfg.Internal.Listen = "127.0.0.1:0", "127.0.0.1:0"
	return cfg
}

// damages are ways in which a database file goes bad, each with its own dice.
var damages = map[string]func(t *testing.T, path string, dice *rand.Rand){
	"bytes changed": func(t *testing.T, path string, dice *rand.Rand) {
		edit(t, path, func(b []byte) []byte {
			for range 200 {
				b[page+dice.IntN(len(b)-page)] = byte(dice.Uint32())
			}
			return b
		})
	},
	"a stretch of zeros": func(t *testing.T, path string, dice *rand.Rand) {
		edit(t, path, func(b []byte) []byte {
			at := page * (1 + dice.IntN(len(b)/page/2))
			clear(b[at : at+len(b)/4])
			return b
		})
	},
	"cut off": func(t *testing.T, path string, dice *rand.Rand) {
		edit(t, path, func(b []byte) []byte { return b[:page*(len(b)/page/2+dice.IntN(len(b)/page/4))] })
	},
	"pages in each other's place": func(t *testing.T, path string, dice *rand.Rand) {
		edit(t, path, func(b []byte) []byte {
			pages := dice.Perm(len(b)/page - 1)[:20]
			for i := 0; i < len(pages); i += 2 {
				x, y := b[(pages[i]+1)*page:][:page], b[(pages[i+1]+1)*page:][:page]
				keep := bytes.Clone(x)
				copy(x, y)
				copy(y, keep)
			}
			return b
		})
	},
	"an entry that was changed": func(t *testing.T, path string, dice *rand.Rand) {
		byHand(t, path, `UPDATE entry SET payload = 'x' WHERE place = (SELECT MAX(place) FROM entry) - $1`, dice.IntN(20))
	},
	"an entry that was taken out": func(t *testing.T, path string, dice *rand.Rand) {
		byHand(t, path, `DELETE FROM entry WHERE place = (SELECT MAX(place) FROM entry) - 1 - $1`, dice.IntN(20))
	},
	"an entry with another time": func(t *testing.T, path string, dice *rand.Rand) {
		byHand(t, path, `UPDATE entry SET at = at + 1 WHERE place = (SELECT MAX(place) FROM entry) - $1`, dice.IntN(20))
	},
}

func edit(t *testing.T, path string, f func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path) //nolint:gosec // a test's own file
	if err == nil {
		err = os.WriteFile(path, f(b), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func byHand(t *testing.T, path, query string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // the next line tells
	if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatal(err)
	}
}

// TestRule9_damageIsSaidAtOnce: a database that went bad is found by check, is
// not backed up, and makes a relay that starts on it unready or not start.
func TestRule9_damageIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	tm := filled(t, 300)
	tm.stop()
	good := configOf(t, tm.dir)
	defer tm.start() // for the team's own end
	database := filepath.Join(good.DataDir, datadir.DatabaseFile)
	if err := datadir.Check(t.Context(), database); err != nil {
		t.Fatalf("the good database: %v", err)
	}
	for name, damage := range damages {
		for seed := range uint64(3) {
			what := fmt.Sprintf("%s, seed %d", name, seed)
			cfg := configOf(t, dirCopy(t, tm.dir))
			path := filepath.Join(cfg.DataDir, datadir.DatabaseFile)
			damage(t, path, rand.New(rand.NewPCG(seed, 9))) //nolint:gosec // dice
			err := datadir.Check(t.Context(), path)
			if sub := desk.SubcodeOf(err); sub != store.SubcodeDamaged && sub != ledger.SubcodeChain && sub != "databaseFile" {
				t.Errorf("%s: check says %v", what, err)
			}
			to := filepath.Join(t.TempDir(), "backup")
			if err := backup.Write(t.Context(), config.Backup{Config: cfg, To: to, Passphrase: config.Passphrase{Secret: "a long passphrase"}}); err == nil {
				t.Errorf("%s: it was backed up", what)
			}
			if _, err := os.Stat(to); !os.IsNotExist(err) {
				t.Errorf("%s: a backup file is left: %v", what, err)
			}
			if !strings.HasPrefix(name, "an entry") {
				startsUnready(t, what, cfg)
			}
		}
	}
}

// TestRule9_aDamagedPageStopsOnlyWhatNeedsIt: a relay that meets a damaged page
// refuses what needs it, says so, and keeps what does not need it. To end would
// help nobody: each new start would meet the same.
func TestRule9_aDamagedPageStopsOnlyWhatNeedsIt(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.connectApp()
	tm.number(phoneID, appID)
	tm.stop()
	path := filepath.Join(tm.dir, datadir.DatabaseFile)
	root := rootOf(t, path, "thread_of")
	edit(t, path, func(b []byte) []byte {
		copy(b[(root-1)*page:], bytes.Repeat([]byte{0xff}, page))
		return b
	})
	tm.start()
	for i := range 3 {
		if code := tm.signed(textBody("wamid.needsIt", phoneID, "hello")); code != http.StatusServiceUnavailable {
			t.Errorf("a message, whose thread cannot be looked up, is answered %d", code)
		}
		before := tm.head()
		news := fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"field":"news","value":{"x":%d}}]}]}`, i)
		if code := tm.signed(news); code != http.StatusOK || tm.head() == before {
			t.Errorf("what needs no thread is answered %d", code)
		}
	}
	tm.relay.Checked()
	if readyCode(t, tm.relay) != http.StatusServiceUnavailable {
		t.Error("the relay calls itself ready")
	}
}

// rootOf gives the number of an index's first page.
func rootOf(t *testing.T, path, index string) (page int) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err == nil {
		defer db.Close() //nolint:errcheck // only read
		err = db.QueryRowContext(t.Context(), `SELECT rootpage FROM sqlite_master WHERE name = $1`, index).Scan(&page)
	}
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// startsUnready starts a relay on a damaged database.
func startsUnready(t *testing.T, what string, cfg config.Config) {
	t.Helper()
	r, err := relay.New(t.Context(), relay.Options{Config: cfg, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		if words.Of(err) == "" {
			t.Errorf("%s: refused without words: %v", what, err)
		}
		return
	}
	defer r.Close(context.Background()) //nolint:errcheck // it may not be able to
	r.Checked()
	if readyCode(t, r) != http.StatusServiceUnavailable {
		t.Errorf("%s: a relay on it calls itself ready", what)
	}
}

func readyCode(t *testing.T, r *relay.Relay) int {
	t.Helper()
	resp, err := http.Get(r.InternalURL() + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close() //nolint:errcheck,gosec // only the status counts
	return resp.StatusCode
}

// eventually asks until it is so, for as long as a busy machine may take.
func eventually(is func() bool) bool {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if is() {
			return true
		}
	}
	return false
}

// TestRule9_lostEntriesAreNoticed puts a database back to an earlier moment in
// the ways in which that happens, and a few in which nothing is lost.
func TestRule9_lostEntriesAreNoticed(t *testing.T) {
	t.Parallel()
	tm := filled(t, 20)
	tm.stop()
	early := dirCopy(t, tm.dir)
	tm.start()
	fill(tm, "b", 20)
	running := dirCopy(t, tm.dir) // as a crash leaves it: what is confirmed is partly in the log
	life := lifeOf(t, tm.relay)
	tm.stop()
	defer tm.start()
	join := func(database, log, head string) string {
		dir := dirCopy(t, tm.dir)
		for name, from := range map[string]string{datadir.DatabaseFile: database, datadir.DatabaseFile + "-wal": log, "head.json": head} {
			b, err := os.ReadFile(filepath.Join(from, name)) //nolint:gosec // a test's own file
			if from == "" || os.IsNotExist(err) {
				os.Remove(filepath.Join(dir, name)) //nolint:errcheck,gosec // it may not be there
				continue
			}
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, name), b, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	garbage := t.TempDir()
	if err := os.WriteFile(filepath.Join(garbage, datadir.DatabaseFile+"-wal"), bytes.Repeat([]byte("garbage"), 10_000), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		dir  string
		lost bool
	}{
		"a stop":                       {dirCopy(t, tm.dir), false},
		"a crash":                      {running, false},
		"a crash, head never noted":    {join(running, running, ""), false},
		"the log is gone":              {join(running, "", tm.dir), true},
		"the log is garbage":           {join(running, garbage, tm.dir), true},
		"an earlier day":               {join(early, "", tm.dir), true},
		"an earlier day, head with it": {join(early, "", early), false},
		"the noted head is garbage":    {join(tm.dir, "", garbage), false},
	} {
		r, err := relay.New(t.Context(), relay.Options{Config: configOf(t, c.dir), Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		hasNotice := func() bool {
			return slices.ContainsFunc(noticesOf(t, r), func(n *desk.Notice) bool { return n.Kind == desk.NoticeRelay && n.Subject == string(desk.AlarmBehind) })
		}
		if c.lost && !eventually(hasNotice) {
			t.Errorf("%s: the owner was not told", name)
		}
		if !c.lost && hasNotice() {
			t.Errorf("%s: an alarm for nothing", name)
		}
		if renewed := lifeOf(t, r) != life; renewed != c.lost {
			t.Errorf("%s: the feed's life was renewed: %v", name, renewed)
		}
		if code := readyCode(t, r); code != http.StatusOK {
			t.Errorf("%s: ready %d; it has to go on receiving", name, code)
		}
		if err := r.Close(context.Background()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func lifeOf(t *testing.T, r *relay.Relay) string {
	t.Helper()
	life, err := r.Store().Life(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return life
}

func noticesOf(t *testing.T, r *relay.Relay) []*desk.Notice {
	t.Helper()
	users, err := desk.Find[*desk.User](context.Background(), r.Store(), r.Org(), desk.Users.With())
	if err != nil {
		t.Fatal(err)
	}
	var out []*desk.Notice
	for _, u := range users {
		n, err := r.Store().UnreadNotice(context.Background(), r.Org(), u.ID, desk.NoticeRelay, string(desk.AlarmBehind))
		if err == nil {
			out = append(out, n)
		}
	}
	return out
}

// TestRule9_aBackupMakesNoPlainCopy watches the disk while a backup runs: at no
// moment is there a file that was not there before, but the sealed one. So none
// is left when it is killed.
func TestRule9_aBackupMakesNoPlainCopy(t *testing.T) {
	t.Parallel()
	tm := filled(t, 300)
	left := filepath.Join(tm.dir, "backup-123")
	if err := os.MkdirAll(left, 0o700); err == nil {
		err = os.WriteFile(filepath.Join(left, datadir.DatabaseFile), []byte("in clear, of a version before this"), 0o600)
		if err != nil {
			t.Fatal(err)
		}
	}
	known := filesBelow(t, tm.dir)
	delete(known, filepath.Join("backup-123", datadir.DatabaseFile))
	to := filepath.Join(t.TempDir(), "backup")
	done := make(chan error, 1)
	go func() {
		done <- backup.Write(context.Background(), config.Backup{Config: configOf(t, tm.dir), To: to, Passphrase: config.Passphrase{Secret: "a long passphrase"}})
	}()
	for looks := 0; ; looks++ {
		for name := range filesBelow(t, tm.dir) {
			if !known[name] && !strings.HasPrefix(name, "head.json") && !strings.HasPrefix(name, "backup-123") {
				t.Fatalf("while it ran there was %s", name)
			}
		}
		if raw, err := os.ReadFile(to); err == nil && (bytes.Contains(raw, []byte("SQLite format")) || bytes.Contains(raw, []byte("something to keep"))) { //nolint:gosec // a test's own file
			t.Fatal("the backup file holds something in clear")
		}
		select {
		case err := <-done:
			if err != nil || looks == 0 {
				t.Fatalf("%v after %d looks", err, looks)
			}
			if _, err := os.Stat(left); !os.IsNotExist(err) {
				t.Error("what a killed backup left in clear is still there")
			}
			return
		default:
		}
	}
}

func filesBelow(t *testing.T, dir string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			out[path] = true
		}
		return nil // a file that is gone by now
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
