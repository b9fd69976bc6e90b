package hub_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// pulse makes a call, so that what was pushed before it has been read.
func pulse(d *wiretest.Desktop) []string {
	d.Call(wire.CallSearch.Name, wire.SearchRequest{Query: "nothing"})
	var names []string
	for _, p := range d.Pushed {
		names = append(names, p.Name+" "+string(p.Body))
	}
	return names
}

// What is pushed to a device reaches that device and no other, of the same person
// or of another; what is pushed to all reaches all.
func TestPush_reachesTheDeviceItIsFor(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	one, two, other := r.dial(ana, "dev_1", wire.Hello{}), r.dial(ana, "dev_2", wire.Hello{}), r.dial(bruno, "dev_3", wire.Hello{})
	body, err := view.Own(map[string]string{"box": "sealed"})
	if err != nil {
		t.Fatal(err)
	}
	r.hub.Push(org, "dev_1", wire.PushCode, body)
	r.hub.Push(org, "dev_9", wire.PushCode, body) // nobody is there
	r.hub.PushAll(org, wire.PushSandbox, body)
	code, all := wire.PushCode+` {"box":"sealed"}`, wire.PushSandbox+` {"box":"sealed"}`
	for name, c := range map[string]struct {
		desktop *wiretest.Desktop
		want    []string
	}{
		"the device": {one, []string{code, all}}, "the same person's other device": {two, []string{all}}, "another person": {other, []string{all}},
	} {
		if got := pulse(c.desktop); !slices.Equal(got, c.want) {
			t.Errorf("%s is pushed %q, want %q", name, got, c.want)
		}
	}
	if r.hub.Connected() != 3 {
		t.Errorf("%d are connected", r.hub.Connected())
	}
}

// seqDoor opens each device's session at an entry of its own.
type seqDoor struct {
	*door
	opened map[desk.DeviceID]int64
}

func (d seqDoor) Authenticate(ctx context.Context, p wire.Presented) (hub.Identity, error) {
	id, err := d.door.Authenticate(ctx, p)
	id.Seq = d.opened[id.DeviceID]
	return id, err
}

// A code is sealed to devices of the person whose session was open when the code
// was asked for: not to others', not to one that signed in later, not to one
// without a key.
func TestSealKeys_areOfThePersonAndTheTime(t *testing.T) {
	t.Parallel()
	r := newRigOf(t, func(c *hub.Config) {
		was, ok := c.Door.(*door)
		if !ok {
			t.Fatal("the rig has another door")
		}
		c.Door = seqDoor{was, map[desk.DeviceID]int64{"dev_early": 5, "dev_late": 6, "dev_bare": 1, "dev_other": 1}}
	})
	key := func(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }
	r.dial(ana, "dev_early", wire.Hello{SealKey: key(1)})
	r.dial(ana, "dev_late", wire.Hello{SealKey: key(2)})
	r.dial(ana, "dev_bare", wire.Hello{})
	r.dial(bruno, "dev_other", wire.Hello{SealKey: key(3)})
	for seq, want := range map[int64][]desk.DeviceID{4: nil, 5: {"dev_early"}, 6: {"dev_early", "dev_late"}} {
		got := r.hub.SealKeys(org, ana, seq)
		if len(got) != len(want) {
			t.Errorf("open at %d: %v, want %v", seq, got, want)
		}
		for _, d := range want {
			if len(got[d]) != 32 {
				t.Errorf("open at %d: %s has no key", seq, d)
			}
		}
	}
	if got := r.hub.SealKeys(org, alex, 100); len(got) != 0 {
		t.Errorf("somebody who is not here: %v", got)
	}
}

// What a desktop could not keep is logged by kind and id; text that a desktop
// puts there instead is not.
func TestSkipped_logsNamesAndNoText(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	r := newRigOf(t, func(c *hub.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	d := r.dial(ana, "dev_1", wire.Hello{})
	res := d.Call(wire.CallSkipped.Name, wire.SkippedRows{Rows: []wire.Skipped{
		{Kind: "message", ID: "msg_1", Seq: 7, Why: wire.WhyTooLarge},
		{Kind: "message", ID: "call me at +49 1520 0000001", Seq: 8, Why: "because\nlevel=ERROR"},
	}})
	if res.Error != nil {
		t.Fatalf("%+v", res.Error)
	}
	r.hub.Stop() // nobody writes to the log any more
	said := log.String()
	if !strings.Contains(said, "id=msg_1") || !strings.Contains(said, "seq=8") || !strings.Contains(said, "why=tooLarge") {
		t.Errorf("the log says %s", said)
	}
	for _, never := range []string{"1520", "because", "level=ERROR\n"} {
		if strings.Contains(said, never) {
			t.Errorf("the log holds %q: %s", never, said)
		}
	}
}

// The kept JSON of something that was not understood is for supervisors.
func TestRawUnhandled_isForSupervisors(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Put(desk.EntryMetaUnknown, desk.ItemEntry{Reason: "odd", Item: json.RawMessage(`{"odd":["value"]}`)})
	list, err := r.DB.UnhandledList(t.Context(), org, 10)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d lines, %v", len(list), err)
	}
	ref := wire.UnhandledRef{UnhandledID: string(list[0].ID)}
	owner, agent := r.dial(alex, "dev_1", wire.Hello{}), r.dial(ana, "dev_2", wire.Hello{})
	if res := owner.Call(wire.CallRawUnhandled.Name, ref); res.Error != nil || !strings.Contains(string(res.Body), "odd") {
		t.Errorf("the owner: %s, %+v", res.Body, res.Error)
	}
	if res := agent.Call(wire.CallRawUnhandled.Name, ref); res.Error == nil || strings.Contains(string(res.Body), "odd") {
		t.Errorf("an agent reads it: %s", res.Body)
	}
	ref.UnhandledID = "unh_none"
	if res := owner.Call(wire.CallRawUnhandled.Name, ref); res.Error == nil || res.Error.Code != string(desk.CodeNotFound) {
		t.Errorf("what is not there: %+v", res.Error)
	}
}

// A supervisor without Contact Center is answered nothing of the set-up.
func TestCalls_ofTheSetUpNeedContactCenter(t *testing.T) {
	t.Parallel()
	yes := func(context.Context, hub.Caller, []byte) (view.Body, error) { return view.Own(wire.None{}) }
	r := newRigOf(t, func(c *hub.Config) {
		c.Calls = map[string]hub.CallFunc{wire.CallSetups.Name: yes, wire.CallPulse.Name: yes}
	})
	owner := r.dial(alex, "dev_1", wire.Hello{})
	noSetUp := func() bool {
		res := owner.Call(wire.CallSetups.Name, wire.None{})
		return res.Error != nil && res.Error.Subcode == "noSetUp"
	}
	if noSetUp() {
		t.Error("refused with every licence")
	}
	r.Command(alex, wire.CmdLicences.Name, wire.SetLicences{UserID: string(alex), Licences: []string{"base", "whatsApp"}}, nil)
	if !noSetUp() {
		t.Error("answered without Contact Center")
	}
	if res := owner.Call(wire.CallPulse.Name, wire.None{}); res.Error != nil {
		t.Error("what is no set-up needs the licence too")
	}
}

// A file that was uploaded and not sent is its uploader's; whoever else names it
// is refused in the words for one that does not exist.
func TestFileFor_anUploadIsItsUploaders(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Put(desk.EntryUploaded, desk.Upload{Media: desk.Media{ID: "med_1", MIME: "image/png", Size: 3}, UserID: ana})
	ctx := t.Context()
	if m, err := r.hub.FileFor(ctx, hub.Identity{Org: org, UserID: ana}, "med_1", ""); err != nil || m.ID != "med_1" {
		t.Errorf("her own: %+v, %v", m, err)
	}
	_, none := r.hub.FileFor(ctx, hub.Identity{Org: org, UserID: ana}, "med_none", "")
	for name, f := range map[string]func() (*desk.Media, error){
		"another person": func() (*desk.Media, error) {
			return r.hub.FileFor(ctx, hub.Identity{Org: org, UserID: bruno}, "med_1", "")
		},
		"the owner": func() (*desk.Media, error) {
			return r.hub.FileFor(ctx, hub.Identity{Org: org, UserID: alex}, "med_1", "")
		},
		"with a message not here": func() (*desk.Media, error) {
			return r.hub.FileFor(ctx, hub.Identity{Org: org, UserID: ana}, "med_1", "msg_none")
		},
	} {
		m, err := f()
		if m != nil || desk.CodeOf(err) != desk.CodeNotFound || desk.SubcodeOf(err) != desk.SubcodeOf(none) {
			t.Errorf("%s: %+v, %v; of none: %v", name, m, err, none)
		}
	}
}
