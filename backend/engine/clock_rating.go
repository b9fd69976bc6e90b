package engine

import "github.com/parleydesk/parley/backend/desk"

// restampRated pulls the stamps of the last question of a thread, which would keep the
// customer from being asked again until they have come.
func (w *work) restampRated(t *desk.Thread) error {
	if t.Rated == nil {
		return nil
	}
	r := *t.Rated
	w.capAtNow(&r.At)
	t.Rated = &r
	it, err := w.interaction(r.InteractionID)
	if missing(err) {
		return nil
	}
	if err == nil && w.capRating(it) {
		w.put(it)
	}
	return desk.Wrap("read interaction", err)
}

// capRating pulls the stamps of a question that has gone and of its answer.
func (w *work) capRating(it *desk.Interaction) bool {
	if it.Rating == nil {
		return false
	}
	r := *it.Rating
	it.Rating = &r
	return w.capAtNow(&r.AskedAt, &r.AnsweredAt)
}

// capRatingDue keeps the delay after a close that has not come yet: it was now.
func (w *work) capRatingDue(it *desk.Interaction) {
	ahead := it.EndedAt - w.e.At
	if it.Rating == nil || it.Rating.DueAt == 0 || ahead <= 0 {
		return
	}
	r := *it.Rating
	r.DueAt -= ahead
	it.Rating = &r
	w.setTimer(desk.TimerRating, string(it.ID), r.DueAt)
}
