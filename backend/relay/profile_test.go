package relay_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"image"
	"image/jpeg"
	"net/http"
	"testing"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// profiles is a team whose number was set up, with what Meta shows of it.
type profiles struct {
	*team
	boss *wiretest.Desktop
	set  wire.Setup
}

func newProfiles(t *testing.T) *profiles {
	t.Helper()
	tm := newTeam(t)
	if err := tm.world.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	pub, priv, err := box.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	boss := tm.desk(tm.owner(), wire.Hello{SealKey: pub[:]})
	tm.link(boss)
	return &profiles{tm, boss, tm.connectNumber(boss, [2]*[32]byte{pub, priv}, "")}
}

// graph asks Meta by other ways than Parley's, as WhatsApp Manager does.
func (p *profiles) graph() *meta.Client {
	return &meta.Client{BaseURL: p.meta.URL + "/graph", Version: "v23.0", Token: meta.StaticToken(sandbox.DefaultToken)}
}

func (p *profiles) number() wire.Number {
	p.t.Helper()
	n, ok := wiretest.Row[wire.Number](p.boss, "number", p.set.NumberID)
	if !ok {
		p.t.Fatal("the number is not on the screen")
	}
	return n
}

func (p *profiles) row(id string) wire.BusinessProfile {
	p.t.Helper()
	row, _ := wiretest.Row[wire.BusinessProfile](p.boss, "profile", id)
	return row
}

// taken waits until Meta has the number's profile as it is now. What was just changed is on
// the screen first: an answer may come before the change, and what was shown before is no proof.
func (p *profiles) taken() {
	p.t.Helper()
	p.boss.CatchUp(p.head())
	p.boss.Until("Meta has the profile", func() bool {
		n := p.number()
		return n.Shown != nil && n.Shown.Seq != 0 && n.Shown.Seq == p.row(n.ProfileID).Seq
	})
}

func (p *profiles) put(id, name string, fields wire.Profile, picture string) *wire.Result {
	p.t.Helper()
	return p.boss.Call(wire.CallProfilePut.Name, wire.ProfilePut{ID: id, Name: name, Profile: fields, Picture: picture})
}

func (p *profiles) look() {
	p.t.Helper()
	said[wire.None](p.t, p.boss.Call(wire.CallProfileLook.Name, wire.NumberRef{NumberID: p.set.NumberID}))
}

func logoOf(t *testing.T, side int) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, side, side)), nil); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// What was typed in a set-up is a profile afterwards, which Meta has; its fields and its
// logo change at Meta when they change here, also when the upload breaks off.
func TestProfile_editsReachMeta(t *testing.T) {
	t.Parallel()
	p := newProfiles(t)
	p.boss.CatchUp(p.head())
	before := p.row(p.number().ProfileID)
	if before.Profile.About != "Outdoor gear" || p.number().Shown == nil || p.number().Shown.Seq != before.Seq {
		t.Fatalf("after the set-up: %+v, shown %+v", before, p.number().Shown)
	}
	if err := p.world.SetFaults(sandbox.Faults{UploadBreakAfter: 100}); err != nil {
		t.Fatal(err)
	}
	change := wire.Profile{About: "Boats", Email: "hello@harbour.example", Vertical: "RETAIL", Websites: []string{"https://harbour.example"}}
	said[wire.IDResult](t, p.put(before.ID, "Harbour", change, logoOf(t, desk.PictureSide)))
	p.taken()
	got, err := p.graph().GetProfile(t.Context(), p.set.PhoneID)
	if err != nil || got.About != "Boats" || got.Email != change.Email || got.PictureURL == "" {
		t.Fatalf("Meta shows %+v, %v", got, err)
	}
	resp, err := http.Get(got.PictureURL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if cfg, format, err := image.DecodeConfig(resp.Body); err != nil || format != "jpeg" || cfg.Width != desk.PictureSide {
		t.Errorf("the logo at Meta: %v, %s, %v", cfg, format, err)
	}
	if n := p.number(); n.Profile.About != "Boats" {
		t.Errorf("the number shows %+v", n.Profile)
	}
}

// What Meta does not take is said at the number, and sent again when somebody says so.
func TestProfile_whatMetaRefusesIsSaid(t *testing.T) {
	t.Parallel()
	p := newProfiles(t)
	p.boss.CatchUp(p.head())
	id := p.number().ProfileID
	if err := p.world.SetFaults(sandbox.Faults{APIErrorProbability: 1, APIErrorCode: 100}); err != nil {
		t.Fatal(err)
	}
	said[wire.IDResult](t, p.put(id, "Harbour", wire.Profile{About: "Boats"}, ""))
	p.boss.Until("the refusal", func() bool { return p.number().Shown.Said != nil })
	if p.number().Shown.Seq == p.row(id).Seq {
		t.Error("Meta is said to have what it refused")
	}
	if err := p.world.SetFaults(sandbox.Faults{}); err != nil {
		t.Fatal(err)
	}
	said[wire.None](t, p.boss.Call(wire.CallProfileUse.Name, wire.ProfileUse{NumberID: p.set.NumberID, ProfileID: id}))
	p.taken()
	if p.number().Shown.Said != nil {
		t.Error("the refusal stays")
	}
}

// What somebody changes in WhatsApp Manager is seen, and either side can be chosen.
func TestProfile_driftIsSeenAndSettled(t *testing.T) {
	t.Parallel()
	p := newProfiles(t)
	p.boss.CatchUp(p.head())
	drift := func(about string) {
		other := &about
		if err := p.graph().UpdateProfile(t.Context(), p.set.PhoneID, profileAbout(other)); err != nil {
			t.Fatal(err)
		}
		p.look()
		p.boss.Until("the drift", func() bool { return p.number().Shown.Theirs != nil && p.number().Shown.Theirs.About == about })
	}
	p.look()
	p.boss.CatchUp(p.head())
	if p.number().Shown.Theirs != nil {
		t.Fatalf("a drift where there is none: %+v", p.number().Shown)
	}
	drift("Tents")
	id := p.number().ProfileID
	said[wire.None](t, p.boss.Call(wire.CallProfileUse.Name, wire.ProfileUse{NumberID: p.set.NumberID, ProfileID: id}))
	p.boss.Until("ours is back", func() bool { return p.number().Shown.Theirs == nil })
	if got, err := p.graph().GetProfile(t.Context(), p.set.PhoneID); err != nil || got.About != "Outdoor gear" {
		t.Errorf("Meta shows %+v, %v", got, err)
	}
	drift("Ropes")
	said[wire.IDResult](t, p.boss.Call(wire.CallProfileTake.Name, wire.NumberRef{NumberID: p.set.NumberID}))
	p.taken()
	if p.row(id).Profile.About != "Ropes" || p.number().Shown.Theirs != nil {
		t.Errorf("theirs was not taken: %+v, %+v", p.row(id), p.number().Shown)
	}
	if r := p.boss.Call(wire.CallProfileTake.Name, wire.NumberRef{NumberID: p.set.NumberID}); r.Error == nil || r.Error.Subcode != "noDrift" {
		t.Errorf("nothing to take: %+v", r.Error)
	}
}

// Theirs is taken for the number alone when others use the same profile.
func TestProfile_takingTheirsLeavesOtherNumbersAlone(t *testing.T) {
	t.Parallel()
	p := newProfiles(t)
	p.boss.CatchUp(p.head())
	id, other := p.number().ProfileID, p.team.number("4711", appID)
	said[wire.None](t, p.boss.Call(wire.CallProfileUse.Name, wire.ProfileUse{NumberID: string(other), ProfileID: id}))
	about := "Tents"
	if err := p.graph().UpdateProfile(t.Context(), p.set.PhoneID, profileAbout(&about)); err != nil {
		t.Fatal(err)
	}
	p.look()
	own := said[wire.IDResult](t, p.boss.Call(wire.CallProfileTake.Name, wire.NumberRef{NumberID: p.set.NumberID})).ID
	p.boss.CatchUp(p.head())
	if own == id || p.row(own).Profile.About != "Tents" || p.row(id).Profile.About != "Outdoor gear" || p.number().ProfileID != own {
		t.Errorf("own %+v, shared %+v", p.row(own), p.row(id))
	}
	if r := p.boss.Call(wire.CallProfileDelete.Name, wire.ProfileRef{ProfileID: id}); r.Error == nil || r.Error.Subcode != "profileUsed" {
		t.Errorf("a profile in use goes: %+v", r.Error)
	}
}

// A profile that will not do is refused whole, with the field.
func TestProfile_badInputChangesNothing(t *testing.T) {
	t.Parallel()
	p := newProfiles(t)
	p.boss.CatchUp(p.head())
	id, head := p.number().ProfileID, p.kept()
	for subcode, c := range map[string]wire.ProfilePut{
		"missing":  {ID: id},
		"tooLong":  {ID: id, Name: "x", Profile: wire.Profile{About: string(bytes.Repeat([]byte("a"), desk.MaxAbout+1))}},
		"email":    {ID: id, Name: "x", Profile: wire.Profile{Email: "no address"}},
		"website":  {ID: id, Name: "x", Profile: wire.Profile{Websites: []string{"ftp://x.example"}}},
		"vertical": {ID: id, Name: "x", Profile: wire.Profile{Vertical: "ZOO"}},
		"picture":  {ID: id, Name: "x", Picture: logoOf(t, 191)},
		"notYours": {ID: "pro_none", Name: "x"},
	} {
		if r := p.boss.Call(wire.CallProfilePut.Name, c); r.Error == nil || r.Error.Subcode != subcode {
			t.Errorf("%s: %+v", subcode, r.Error)
		}
	}
	said[wire.IDResult](t, p.put("", "Other", wire.Profile{}, ""))
	if r := p.put(id, "OTHER", wire.Profile{}, ""); r.Error == nil || r.Error.Subcode != "nameUsed" {
		t.Errorf("a name twice: %+v", r.Error)
	}
	if p.kept() != head+1 {
		t.Errorf("%d entries, want 1", p.kept()-head)
	}
}

// A profile that is made of what a number shows gets the number's name, counted when
// another has it; the same again is that one.
func TestProfile_ofANumberIsNamedByTheRelay(t *testing.T) {
	t.Parallel()
	p := newProfiles(t)
	p.boss.CatchUp(p.head())
	name := p.number().Name
	said[wire.IDResult](t, p.put(p.number().ProfileID, "Shared", wire.Profile{}, ""))
	for _, c := range []struct{ about, want string }{{"", name}, {"Tents", name + " 2"}, {"", name}} {
		ask := wire.ProfilePut{NumberID: p.set.NumberID, Profile: wire.Profile{About: c.about}}
		id := said[wire.IDResult](t, p.boss.Call(wire.CallProfilePut.Name, ask)).ID
		p.boss.CatchUp(p.head())
		if p.row(id).Name != c.want || p.number().ProfileID != id {
			t.Errorf("%q, want %q", p.row(id).Name, c.want)
		}
	}
}

// Whoever got no answer makes the profile again: it is the one that was made, logo and all.
// One with other content is refused its name.
func TestProfile_madeAgain_isTheSame(t *testing.T) {
	t.Parallel()
	p := newProfiles(t)
	p.boss.CatchUp(p.head())
	fields, picture := wire.Profile{About: "Tents", Websites: []string{"https://tents.example"}}, logoOf(t, 640)
	first := said[wire.IDResult](t, p.put("", "Shop", fields, picture)).ID
	fields.About = " Tents "
	if again := said[wire.IDResult](t, p.put("", " shop", fields, picture)).ID; again != first {
		t.Errorf("made %s and %s", first, again)
	}
	p.boss.CatchUp(p.head())
	if name := p.row(first).Name; name != "Shop" {
		t.Errorf("its name is %q", name)
	}
	for what, r := range map[string]*wire.Result{
		"other words": p.put("", "Shop", wire.Profile{About: "Lamps"}, picture),
		"no logo":     p.put("", "Shop", fields, ""),
	} {
		if r.Error == nil || r.Error.Subcode != "nameUsed" {
			t.Errorf("%s: %+v", what, r.Error)
		}
	}
}

func profileAbout(about *string) channel.ProfileUpdate { return channel.ProfileUpdate{About: about} }
