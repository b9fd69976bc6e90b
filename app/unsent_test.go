package app

import (
	"encoding/base64"
	"slices"
	"testing"

	"github.com/parleydesk/parley/app/vault"
	"github.com/parleydesk/parley/backend/practice"
	"github.com/parleydesk/parley/backend/wire"
)

// Drafts, half-filled templates and attached files are there again for the
// person who left them, however they left, and for nobody else.
func TestRule11_whoComesBackFindsWhatWasNotSent(t *testing.T) {
	t.Parallel()
	r := startRelay(t)
	root, tokens := t.TempDir(), &vault.Memory{}
	same := func(c *Config) { c.Root, c.Vault = root, tokens }
	d := newDesktop(t, same).join(r.PublicURL(), practice.Ana, r.password)
	signIn := func(email string) {
		t.Helper()
		if err := d.services.session.SignIn(email, r.password); err != nil {
			t.Fatal(err)
		}
	}
	d.leaveUnsent("thr_1", "for the customer", "plan.txt")
	d.leaveUnsent("form/thr_1/tpl_1", `{"0":"Max"}`, "header.txt")
	for name, leave := range map[string]func(){
		"signed out": func() {
			if n, err := d.services.session.SignOut(false); n != 0 || err != nil {
				t.Fatal(n, err)
			}
		},
		"signed out, and Parley was closed": func() {
			if n, err := d.services.session.SignOut(false); n != 0 || err != nil {
				t.Fatal(n, err)
			}
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			d = newDesktop(t, same)
		},
	} {
		t.Logf("%s", name)
		leave()
		signIn(practice.Bruno)
		if got := d.unsent(); len(got) != 0 {
			t.Errorf("%s: Bruno finds %v", name, got)
		}
		d.leaveUnsent("thr_2", "Bruno's", "b.txt")
		leave()
		signIn(practice.Ana)
		want := []string{"form/thr_1/tpl_1: header.txt", `form/thr_1/tpl_1: {"0":"Max"}`, "thr_1: for the customer", "thr_1: plan.txt"}
		slices.Sort(want)
		if got := d.unsent(); !slices.Equal(got, want) {
			t.Errorf("%s: she finds %q, left %q", name, got, want)
		}
		leave()
		signIn(practice.Bruno)
		for _, file := range d.unsentFiles() {
			if err := d.services.compose.AttachDrop(file.LocalID); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.services.compose.SaveDraft("thr_2", ""); err != nil {
			t.Fatal(err)
		}
		leave()
		signIn(practice.Ana)
	}
}

// A file of which only a part was read when its person left is read to its end
// for them, whoever sits here meanwhile.
func TestRule11_aFileThatIsStillBeingReadAtSignOutIsKept(t *testing.T) {
	t.Parallel()
	r := startRelay(t)
	d := newDesktop(t, nil).join(r.PublicURL(), practice.Ana, r.password)
	compose, session := d.services.compose, d.services.session
	part := base64.StdEncoding.EncodeToString([]byte("bytes"))
	id, err := compose.AttachBegin("thr_1", "plan.txt", 15)
	if err != nil {
		t.Fatal(err)
	}
	next := func(who string) {
		t.Helper()
		if err := compose.AttachChunk(id, part); err != nil {
			t.Fatalf("%s: %v", who, err)
		}
	}
	next("Ana")
	if n, err := session.SignOut(false); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	next("nobody")
	if err := session.SignIn(practice.Bruno, r.password); err != nil {
		t.Fatal(err)
	}
	next("Bruno")
	if _, err := compose.AttachEnd(id); err != nil {
		t.Fatal(err)
	}
	if got := d.unsent(); len(got) != 0 {
		t.Errorf("Bruno finds %v", got)
	}
	if n, err := session.SignOut(false); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	if err := session.SignIn(practice.Ana, r.password); err != nil {
		t.Fatal(err)
	}
	if got, want := d.unsent(), []string{"thr_1: plan.txt"}; !slices.Equal(got, want) {
		t.Errorf("Ana finds %v, left %v", got, want)
	}
}

// leaveUnsent writes a draft and attaches a file to it.
func (d *desktop) leaveUnsent(thread, text, file string) {
	d.t.Helper()
	compose := d.services.compose
	if err := compose.SaveDraft(thread, text); err != nil {
		d.t.Fatal(err)
	}
	id, err := compose.AttachBegin(thread, file, 5)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := compose.AttachChunk(id, base64.StdEncoding.EncodeToString([]byte("bytes"))); err != nil {
		d.t.Fatal(err)
	}
	if _, err := compose.AttachEnd(id); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desktop) unsentFiles() []wire.QueuedFile {
	d.t.Helper()
	files, err := d.services.compose.DraftFiles()
	if err != nil {
		d.t.Fatal(err)
	}
	out := []wire.QueuedFile{}
	for _, f := range files {
		out = append(out, f.File)
	}
	return out
}

// unsent lists all drafts and their files.
func (d *desktop) unsent() []string {
	d.t.Helper()
	drafts, err := d.services.compose.Drafts()
	if err != nil {
		d.t.Fatal(err)
	}
	files, err := d.services.compose.DraftFiles()
	if err != nil {
		d.t.Fatal(err)
	}
	out := []string{}
	for _, each := range drafts {
		out = append(out, each.ThreadID+": "+each.Text)
	}
	for _, each := range files {
		out = append(out, each.ThreadID+": "+each.File.FileName)
	}
	slices.Sort(out)
	return out
}
