package engine

import (
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// foldProfile makes or changes a profile. What customers see of its numbers is sent
// to the provider when that has changed.
func (w *work) foldProfile() error {
	p, err := payload[desk.Profile](w)
	if err != nil {
		return err
	}
	before, err := w.profile(p.ID)
	if err != nil && !missing(err) {
		return desk.Wrap("read profile", err)
	}
	if err := w.profileNameFree(&p); err != nil {
		return err
	}
	if p.Websites == nil {
		p.Websites = []string{}
	}
	p.Deleted, p.Seq = false, w.e.Seq
	if before != nil && before.Same(p.BusinessProfile) && before.Picture == p.Picture && !before.Deleted {
		p.Seq = before.Seq // only its name
	}
	w.put(&p)
	numbers, err := w.numbersWith(p.ID)
	if err != nil || before == nil || p.Seq == before.Seq {
		return err
	}
	for _, n := range numbers {
		w.sendProfile(n, &p)
	}
	return nil
}

// profileNameFree refuses a name that another profile has. The caller has looked before;
// two at the same moment meet here.
func (w *work) profileNameFree(p *desk.Profile) error {
	all, err := storedList[desk.Profile](w, desk.Profiles.With())
	if err != nil {
		return desk.Wrap("read profiles", err)
	}
	for _, other := range all {
		if other.ID != p.ID && !other.Deleted && strings.EqualFold(other.Name, p.Name) {
			return desk.Refuse(desk.CodeConflict, "nameUsed", desk.Params{desk.ParamContext: "profile", "name": p.Name})
		}
	}
	return nil
}

// sendProfile has the number show the profile: here at once, at the provider by a job.
func (w *work) sendProfile(n *desk.Number, p *desk.Profile) {
	n.ProfileID, n.Profile, n.Shown.Said = p.ID, p.Clone().(*desk.Profile).BusinessProfile, nil //nolint:errcheck // a copy is of the same type
	w.put(n)
	w.unjob(desk.JobProfile, string(n.ID))
	w.job(desk.JobProfile, string(n.ID), "", w.e.At)
}

// foldProfileGone deletes a profile that no number uses.
func (w *work) foldProfileGone() error {
	gone, err := payload[desk.ProfileGone](w)
	if err != nil {
		return err
	}
	p, err := w.profile(gone.ID)
	if err != nil {
		return desk.Wrap("read profile", err)
	}
	numbers, err := w.numbersWith(p.ID)
	if err != nil {
		return err
	}
	if len(numbers) > 0 {
		return desk.Refuse(desk.CodeConflict, "profileUsed", desk.Params{desk.ParamContext: "number", "number": numbers[0].Name})
	}
	p.Deleted, p.Picture = true, ""
	w.put(p)
	return nil
}

// foldNumberProfile gives a number a profile, or sends the one that it has again.
func (w *work) foldNumberProfile() error {
	use, err := payload[desk.ProfileUse](w)
	if err != nil {
		return err
	}
	n, err := w.number(use.NumberID)
	if err != nil {
		return desk.Wrap("read number", err)
	}
	p, err := w.profile(use.ProfileID)
	if err != nil {
		return desk.Wrap("read profile", err)
	}
	if n.Deleted || p.Deleted {
		return desk.Refuse(desk.CodeConflict, "profileGone")
	}
	w.sendProfile(n, p)
	return nil
}

// foldNumberShown notes what the provider took, refused or shows. What is about an
// earlier profile of the number says nothing about the one that it has now.
func (w *work) foldNumberShown() error {
	e, err := payload[desk.NumberShown](w)
	if err != nil {
		return err
	}
	n, err := w.number(e.NumberID)
	if err != nil {
		return desk.Wrap("read number", err)
	}
	p, err := w.profile(e.ProfileID)
	if err != nil {
		return desk.Wrap("read profile", err)
	}
	if n.ProfileID != p.ID || e.Seq != p.Seq {
		return nil
	}
	n.Shown.LookedAt = w.e.At
	switch {
	case !e.Sent:
		n.Shown.Theirs = e.Theirs
	case e.Said == nil:
		n.Shown = desk.ShownProfile{Seq: e.Seq, At: w.e.At, LookedAt: w.e.At}
	default:
		n.Shown.Said = e.Said
	}
	if e.Sent {
		w.unjob(desk.JobProfile, string(n.ID))
	}
	w.put(n)
	return nil
}

func (w *work) profile(id desk.ProfileID) (*desk.Profile, error) {
	return get[desk.Profile](w, desk.RowProfile, string(id))
}

// numbersWith gives the numbers that use a profile.
func (w *work) numbersWith(id desk.ProfileID) ([]*desk.Number, error) {
	all, err := storedList[desk.Number](w, desk.Numbers.With())
	if err != nil {
		return nil, desk.Wrap("read numbers", err)
	}
	var out []*desk.Number
	for _, each := range all {
		if each.ProfileID == id && !each.Deleted {
			n, _ := adopt(w, each, nil)
			out = append(out, n)
		}
	}
	return out, nil
}

// profileOfSetUp gives a number that was set up its profile. The provider has it
// already, unless it was changed meanwhile.
func (w *work) profileOfSetUp(n *desk.Number, taken int64) error {
	if n.ProfileID == "" {
		return nil
	}
	p, err := w.profile(n.ProfileID)
	if missing(err) || err == nil && p.Deleted {
		n.ProfileID = ""
		return nil
	}
	if err != nil {
		return desk.Wrap("read profile", err)
	}
	if taken != p.Seq {
		w.sendProfile(n, p)
		return nil
	}
	n.Profile, n.Shown = p.Clone().(*desk.Profile).BusinessProfile, desk.ShownProfile{Seq: p.Seq, At: w.e.At, LookedAt: w.e.At} //nolint:errcheck // a copy is of the same type
	return nil
}
