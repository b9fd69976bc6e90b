package engine

import (
	"errors"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// itemEvent folds news of an account, a number, a template or a customer. News
// of something that is not kept here (an app that was installed, a template
// that was never pulled) is understood and changes nothing.
func (w *work) itemEvent(it item) error {
	ev, err := it.stored.Event()
	if err != nil {
		return w.keepUnhandled(it, "event", err.Error())
	}
	if ok, err := w.isVouched(it, ev); err != nil || !ok {
		return errors.Join(err, w.keepUnhandled(it, "event", notUnderstood("notVouched")))
	}
	switch ev.Kind {
	case channel.EventTemplateStatus, channel.EventTemplateCategory, channel.EventTemplateComponents, channel.EventTemplateQuality:
		return w.templateNews(it, ev)
	case channel.EventNumberQuality, channel.EventNumberName, channel.EventNumberSecurity, channel.EventNumberUsername:
		return w.numberNews(it, ev)
	case channel.EventAccount, channel.EventAccountReview:
		return w.accountNews(it, ev)
	case channel.EventAccountAlert:
		if !ev.Alert.Serious {
			return nil
		}
		return w.notifySupervisors(desk.NoticeAccount, "", firstOf(ev.Alert.EntityID, ev.WABA))
	case channel.EventProblem:
		return w.notifySupervisors(desk.NoticeAccount, "", firstOf(string(it.WabaID), ev.WABA))
	case channel.EventUserIDs:
		return w.userIDNews(it, ev)
	case channel.EventPreferences:
		return w.preferenceNews(it, ev)
	case channel.EventContactSync:
		return w.syncNews(it, ev)
	case channel.EventGroups:
		return w.groupNews(ev)
	case channel.EventCapability:
		return w.capabilityNews(it, ev)
	case channel.EventHandover:
		return w.handoverNews(it, ev)
	}
	return w.keepUnhandled(it, "event", notUnderstood("unknownEvent"))
}

// isVouched says whether the app through which news came may tell it: an app's
// secret vouches only for the accounts and numbers that are connected through
// it. The webhook asks too, but not of what is replayed later.
func (w *work) isVouched(it item, ev channel.Event) (bool, error) {
	if n := it.number; n != nil && !vouches(it.AppID, n.AppID) {
		return false, nil
	}
	a, err := stored[desk.Waba](w, desk.RowWaba, firstOf(ev.WABA, string(it.WabaID)))
	if missing(err) {
		return true, nil // nothing of ours can be meant
	}
	if err != nil {
		return false, desk.Wrap("read account", err)
	}
	return vouches(it.AppID, a.AppID), nil
}

// vouches compares the app through which something came with the one that it
// is connected through. Entries and numbers of our own making name none.
func vouches(app, owner desk.AppID) bool { return app == "" || owner == "" || app == owner }

// numberNews finds the number by the provider's id, else by how it is written: some
// events name it in no other way.
func (w *work) numberNews(it item, ev channel.Event) error {
	n, err := w.writtenAs(it, ev.DisplayPhone)
	if n == nil || err != nil {
		return err
	}
	if ev.Kind == channel.EventNumberSecurity {
		return w.twoStepNews(n, ev)
	}
	if ev.Kind == channel.EventNumberUsername {
		return w.usernameNews(n, ev.Number)
	}
	return w.newsOf(n, ev.Number)
}

// usernameNews takes over by which name customers find the business.
func (w *work) usernameNews(n *desk.Number, news *channel.NumberEvent) error {
	if n.News.Username == news.Username {
		return nil
	}
	n.News.Username = news.Username
	w.put(n)
	return nil
}

// newsOf takes over what the provider tells of a number by itself.
func (w *work) newsOf(n *desk.Number, news *channel.NumberEvent) error {
	before, quality := n.News, n.Quality
	switch news.Means {
	case channel.NumberNameApproved:
		if news.Name == "" {
			return nil
		}
		n.VerifiedName = news.Name
		n.News.Review = desk.NameReview{State: desk.ReviewApproved, Name: news.Name}
	case channel.NumberNamePending:
		n.News.Review = desk.NameReview{State: desk.ReviewPending, Name: news.Name}
	case channel.NumberNameRefused:
		n.News.Review = desk.NameReview{State: desk.ReviewRefused, Name: news.Name, Reason: news.Reason}
		before.Review.State = "" // each refusal is news
	case channel.NumberFlagged:
		n.Quality = desk.QualityRed
	case channel.NumberUnflagged:
		n.Quality = desk.QualityUnknown
	case channel.NumberPINChanged, channel.NumberPINReset, channel.NumberPINOff: // see twoStepNews
	}
	if news.Daily != 0 {
		n.News.Limit = news.Daily
	}
	if news.Throughput != "" {
		n.News.Throughput = news.Throughput
	}
	if n.News == before && n.Quality == quality {
		return nil
	}
	w.put(n)
	return w.tellOfNumber(n, before, quality)
}

// capabilityNews takes over what the numbers of an account may send together.
func (w *work) capabilityNews(it item, ev channel.Event) error {
	if err := w.maxNumbers(firstOf(ev.WABA, string(it.WabaID)), ev.Capability.MaxNumbers); err != nil {
		return err
	}
	if ev.Capability.Daily == 0 {
		return nil
	}
	numbers, err := list[desk.Number](w, desk.Numbers.With())
	if err != nil {
		return desk.Wrap("read numbers", err)
	}
	for _, n := range numbers {
		if n.Deleted || string(n.WabaID) != firstOf(ev.WABA, string(it.WabaID)) || !vouches(it.AppID, n.AppID) || n.News.Limit == ev.Capability.Daily {
			continue
		}
		before := n.News
		n.News.Limit = ev.Capability.Daily
		w.put(n)
		if err := w.tellOfNumber(n, before, n.Quality); err != nil {
			return err
		}
	}
	return nil
}

// maxNumbers takes over how many numbers the business of an account may have; 0 = the
// provider does not say.
func (w *work) maxNumbers(id string, most int64) error {
	if most <= 0 {
		return nil
	}
	read, err := stored[desk.Waba](w, desk.RowWaba, id)
	a, err := adopt(w, read, err)
	if missing(err) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read account", err)
	}
	if a.MaxNumbers == most {
		return nil
	}
	first := a.MaxNumbers == 0 // the first word is no news
	a.MaxNumbers = most
	w.put(a)
	if first {
		return nil
	}
	return w.notifySupervisors(desk.NoticeNumbers, "", string(a.ID))
}

// accountProblem names the sentence of what an event means for an account, nil =
// all is well; false = nothing either way.
func accountProblem(a *channel.AccountEvent) (problem *desk.Said, matters bool) {
	params := desk.Params{desk.ParamContext: string(a.State)}
	switch {
	case a.State == "":
		return nil, false
	case a.State == channel.AccountFine:
		return nil, true
	case a.State == channel.AccountViolation && a.Violation == "":
		params[desk.ParamContext] = "violationUnnamed"
	case a.State == channel.AccountViolation:
		params["policy"] = a.Violation
	case a.State == channel.AccountDisabledSoon && a.BanDate == "":
		params[desk.ParamContext] = "disableSoon"
	case a.State == channel.AccountDisabledSoon:
		params["date"] = a.BanDate
	}
	return desk.SaidOf(desk.Refuse(desk.CodeConflict, "account", params)), true
}

// userIDNews gives customers whose business-scoped id changed the new one.
func (w *work) userIDNews(it item, ev channel.Event) error {
	var number desk.NumberID
	if it.number != nil {
		number = it.number.ID
	}
	for _, ch := range ev.UserIDs {
		c, err := w.findContact(channel.Person{WaID: ch.Who.WaID, UserID: ch.Previous}, number)
		if err != nil {
			return err
		}
		if c == nil || ch.Current == "" {
			continue
		}
		if err := w.addIdentity(c, channel.Person{UserID: ch.Current}, number); err != nil {
			return err
		}
		w.renamed = append(w.renamed, renaming{contact: c.ID, name: desk.KnownName{Key: aliasOfUserID(ch.Current)}, said: true, at: w.stamp(ch.Time)})
	}
	return nil
}

// syncNews takes over the names that the business saved on its phone, for customers that
// have none here. They come before the old messages, so who is not known yet becomes a
// customer without a conversation: nobody is shown them before there is one. (Not for a
// number from before it was noted who is on a phone: ids in its record stay what they were.)
func (w *work) syncNews(it item, ev channel.Event) error {
	for _, s := range ev.Sync {
		digits, name := s.Phone.Digits(), desk.Visible(s.Name)
		if s.Action != "add" || name == "" || digits == "" {
			continue
		}
		c, err := w.contactByPhone(desk.PhoneNumber(digits))
		if err == nil && c == nil && it.number != nil && it.number.OnPhone.Since != 0 {
			c, err = w.contactFor(personOf(digits), "")
		}
		if err != nil {
			return err
		}
		if c != nil && c.SavedName == "" {
			c.SavedName = name
			w.put(c)
		}
	}
	return nil
}
