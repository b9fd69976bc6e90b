package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
)

// reads are the getters that a transaction and the read side share.
type reads interface {
	desk.Rows
	NumberByPhoneID(ctx context.Context, org desk.OrgID, phoneID string) (*desk.Number, error)
	ContactByAlias(ctx context.Context, org desk.OrgID, alias string) (*desk.Contact, error)
	ThreadOf(ctx context.Context, org desk.OrgID, number desk.NumberID, contact desk.ContactID) (*desk.Thread, error)
	WaitingIn(ctx context.Context, org desk.OrgID, inbox desk.InboxID) ([]*desk.Interaction, error)
	FirstWaitingIn(ctx context.Context, org desk.OrgID, inbox desk.InboxID, limit int) ([]*desk.Interaction, error)
	OpenCounts(ctx context.Context, org desk.OrgID) (map[desk.UserID]int, error)
	OpenCountsIn(ctx context.Context, org desk.OrgID, inbox desk.InboxID) (map[desk.UserID]int, error)
	PendingOffers(ctx context.Context, org desk.OrgID) (map[desk.UserID]int, error)
	OpenOfferOf(ctx context.Context, org desk.OrgID, interaction desk.InteractionID) (*desk.Offer, error)
	MessageByProviderID(ctx context.Context, org desk.OrgID, providerID string) (*desk.Message, error)
	UnreadNotice(ctx context.Context, org desk.OrgID, user desk.UserID, kind desk.NoticeKind, about string) (*desk.Notice, error)
	Entry(ctx context.Context, org desk.OrgID, seq int64) (desk.Entry, error)
}

// universe is how many rows of a kind the model has: few, so that they change often and
// in every situation.
const universe = 2

// testModel generates random histories of rows that come and go, savepoints, commits
// and rollbacks. What a transaction sees must be what everybody sees after its commit;
// taking back must restore what was seen before.
func testModel(t *testing.T, open Engine) {
	db := fresh(t, open)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		m := &model{t: rt, ctx: context.Background(), db: db, org: desk.OrgID(fmt.Sprintf("org_%d", run))}
		m.committed = m.sees(db)
		for range rapid.IntRange(1, 3).Draw(rt, "transactions") {
			m.transaction()
		}
	})
}

type model struct {
	t         *rapid.T
	ctx       context.Context // of one run of the model
	db        DB
	org       desk.OrgID
	committed string
}

func (m *model) transaction() {
	tx, err := m.db.Begin(m.ctx)
	m.ok(err)
	defer func() { _ = tx.Rollback() }()
	m.equal("a new transaction", m.sees(tx), m.committed)
	var marks []string
	for range rapid.IntRange(0, 12).Draw(m.t, "steps") {
		switch rapid.IntRange(0, 9).Draw(m.t, "step") {
		case 0:
			marks = append(marks, m.sees(tx))
			m.ok(tx.Savepoint(m.ctx))
		case 1:
			if len(marks) > 0 {
				m.ok(tx.RollbackTo(m.ctx))
				m.equal("after RollbackTo", m.sees(tx), marks[len(marks)-1])
			}
		case 2:
			if len(marks) > 0 {
				m.ok(tx.Release(m.ctx))
				marks = marks[:len(marks)-1]
			}
		case 3:
			m.ok(tx.Apply(m.ctx, m.org, 1, desk.Batch{Removed: []desk.Ref{m.row().RowKey()}}))
		default:
			m.ok(tx.Apply(m.ctx, m.org, 1, desk.Batch{Rows: []desk.Row{m.row()}}))
		}
	}
	if rapid.IntRange(0, 3).Draw(m.t, "end") == 0 {
		m.ok(tx.Rollback())
	} else {
		m.committed = m.sees(tx)
		m.ok(tx.Commit())
	}
	m.equal("the read side", m.sees(m.db), m.committed)
}

func (m *model) ok(err error) {
	if err != nil {
		m.t.Fatalf("%v", err)
	}
}

func (m *model) equal(what, got, want string) {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if g[i] != w[i] {
			m.t.Fatalf("%s sees\n%s\nwant\n%s", what, g[i], w[i])
		}
	}
}

func (m *model) pick(what string) string {
	return fmt.Sprintf("%s%d", what, rapid.IntRange(1, universe).Draw(m.t, what))
}

func oneOf[T any](m *model, what string, values ...T) T {
	return rapid.SampledFrom(values).Draw(m.t, what)
}

// row gives a random row.
func (m *model) row() desk.Row {
	n := rapid.Int64Range(1, 9).Draw(m.t, "n")
	switch rapid.IntRange(0, 9).Draw(m.t, "kind") {
	case 0:
		return &desk.User{ID: desk.UserID(m.pick("u")), Capacity: int(n)}
	case 1:
		return &desk.Inbox{ID: desk.InboxID(m.pick("i")), Members: []desk.UserID{desk.UserID(m.pick("u"))}}
	case 2:
		return &desk.Template{ID: desk.TemplateID(m.pick("t")), WabaID: "w", MetaID: m.pick("meta")}
	case 3:
		return &desk.Contact{ID: desk.ContactID(m.pick("c")), Aliases: []string{"wa:" + m.pick("a")}}
	case 4:
		id := m.pick("th") // a thread keeps its pair for ever
		return &desk.Thread{ID: desk.ThreadID(id), NumberID: "n", ContactID: desk.ContactID("c" + id), LastAt: n}
	case 5, 6:
		return &desk.Interaction{
			ID: desk.InteractionID(m.pick("x")), ThreadID: desk.ThreadID(m.pick("th")), InboxID: desk.InboxID(m.pick("i")),
			State:        oneOf(m, "state", desk.InteractionWaiting, desk.InteractionOffered, desk.InteractionOpen, desk.InteractionEnded),
			WaitingSince: n, FirstSeq: 10 - n, Owner: oneOf(m, "owner", "", desk.UserID(m.pick("u"))),
		}
	case 7:
		return &desk.Offer{
			ID: desk.OfferID(m.pick("o")), InteractionID: desk.InteractionID(m.pick("x")), UserID: desk.UserID(m.pick("u")),
			State: oneOf(m, "offer", desk.OfferOpen, desk.OfferMissed),
		}
	case 8:
		id := m.pick("m") // a provider's id comes once and stays
		return &desk.Message{ID: desk.MessageID(id), ProviderID: oneOf(m, "provider", "wamid."+id), Seq: n, At: n}
	default:
		return &desk.Notice{
			ID: desk.NoticeID(m.pick("no")), UserID: desk.UserID(m.pick("u")), At: n, Read: oneOf(m, "read", true, false),
			Kind: oneOf(m, "about", desk.NoticeMessage, desk.NoticeAccount), ThreadID: desk.ThreadID(m.pick("th")), Subject: m.pick("th"),
		}
	}
}

// sees gives everything that the getters answer, as text.
func (m *model) sees(r reads) string {
	v := &view{m: m}
	v.add("users")(desk.Find[*desk.User](m.ctx, r, m.org, desk.Users.With()))
	v.add("inboxes")(desk.Find[*desk.Inbox](m.ctx, r, m.org, desk.Inboxes.With()))
	v.add("templates")(desk.Find[*desk.Template](m.ctx, r, m.org, desk.Templates.With()))
	v.add("open")(r.OpenCounts(m.ctx, m.org))
	v.add("offers")(r.PendingOffers(m.ctx, m.org))
	for i := 1; i <= universe; i++ {
		id := func(what string) string { return fmt.Sprintf("%s%d", what, i) }
		v.add("user")(desk.Get[*desk.User](m.ctx, r, m.org, desk.RowUser, id("u")))
		v.add("template")(desk.Find[*desk.Template](m.ctx, r, m.org, desk.TemplatesByMeta.With("w", id("meta"))))
		v.add("contact")(desk.Get[*desk.Contact](m.ctx, r, m.org, desk.RowContact, id("c")))
		v.add("alias")(r.ContactByAlias(m.ctx, m.org, "wa:"+id("a")))
		v.add("thread")(r.ThreadOf(m.ctx, m.org, "n", desk.ContactID("c"+id("th"))))
		v.add("interaction")(desk.Get[*desk.Interaction](m.ctx, r, m.org, desk.RowInteraction, id("x")))
		v.add("of thread")(desk.Find[*desk.Interaction](m.ctx, r, m.org, desk.InteractionsOfThread.With(id("th"))))
		v.add("waiting")(r.WaitingIn(m.ctx, m.org, desk.InboxID(id("i"))))
		v.add("open in")(r.OpenCountsIn(m.ctx, m.org, desk.InboxID(id("i"))))
		v.add("first waiting")(r.FirstWaitingIn(m.ctx, m.org, desk.InboxID(id("i")), 1))
		v.add("owned")(desk.Find[*desk.Interaction](m.ctx, r, m.org, desk.InteractionsOwned.With(id("u"))))
		v.add("unended")(desk.Find[*desk.Interaction](m.ctx, r, m.org, desk.InteractionsUnended.With(id("i"))))
		v.add("open offer")(r.OpenOfferOf(m.ctx, m.org, desk.InteractionID(id("x"))))
		v.add("open offers")(desk.Find[*desk.Offer](m.ctx, r, m.org, desk.OffersOpenTo.With(id("u"))))
		v.add("message")(r.MessageByProviderID(m.ctx, m.org, "wamid."+id("m")))
		v.add("unread")(desk.Find[*desk.Notice](m.ctx, r, m.org, desk.NoticesUnread.With(id("u"))))
		v.add("unread message")(r.UnreadNotice(m.ctx, m.org, desk.UserID(id("u")), desk.NoticeMessage, id("th")))
		v.add("unread account")(r.UnreadNotice(m.ctx, m.org, desk.UserID(id("u")), desk.NoticeAccount, id("th")))
	}
	return v.text
}

// view collects answers as lines of text.
type view struct {
	m    *model
	text string
}

// add writes down one answer; "not found" is an answer too.
func (v *view) add(what string) func(answer any, err error) {
	return func(answer any, err error) {
		if desk.CodeOf(err) == desk.CodeNotFound {
			answer, err = "none", nil
		}
		v.m.ok(err)
		b, err := json.Marshal(answer)
		v.m.ok(err)
		v.text += what + " " + string(b) + "\n"
	}
}
