package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// rowSpec says how one kind of row is kept: its table, the columns that are
// searched beside the document, and the lookups that find it by something else
// than its id.
type rowSpec struct {
	kind    desk.Kind
	table   string
	columns []string
	fresh   func() desk.Row
	index   func(desk.Row) []any // values of columns, in their order

	// resident kinds are few per organization and asked for all the time: the
	// writer holds all of them in memory.
	resident bool
	lookups  func(desk.Row) []lookup // nil = none

	selectOne, selectMany, selectAll, selectDocs, wipe string
}

// lookup is another name of a row, unique within the organization and kind.
type lookup struct {
	by  byte
	key string
}

// What lookups go by.
const (
	byAlias      byte = 'a' // a contact
	byPair       byte = 'p' // a thread, by number and contact
	byProviderID byte = 'm' // a message
)

func pairKey(number desk.NumberID, contact desk.ContactID) string {
	return string(number) + "\x00" + string(contact)
}

// as gives a row its type. The tables and getters ask for the type that belongs
// to the kind; another one is a bug in this package.
func as[T desk.Row](r desk.Row) T {
	v, ok := r.(T)
	if !ok {
		panic(fmt.Sprintf("store: a row of kind %s is a %T", r.RowKey().Kind, r))
	}
	return v
}

func indexOf[T desk.Row](f func(T) []any) func(desk.Row) []any {
	return func(r desk.Row) []any { return f(as[T](r)) }
}

func lookupsOf[T desk.Row](f func(T) []lookup) func(desk.Row) []lookup {
	return func(r desk.Row) []lookup { return f(as[T](r)) }
}

// specs lists every kind of row in the order in which dumps, wipes and writes
// go through them.
var specs = prepared([]*rowSpec{
	{kind: desk.RowOrg, table: "organization", resident: true, fresh: func() desk.Row { return new(desk.Organization) }},
	{kind: desk.RowUser, table: "user_account", resident: true, fresh: func() desk.Row { return new(desk.User) }},
	{kind: desk.RowApp, table: "app", resident: true, fresh: func() desk.Row { return new(desk.App) }},
	{
		kind: desk.RowWaba, table: "waba", resident: true, fresh: func() desk.Row { return new(desk.Waba) },
		columns: []string{"app_id"},
		index:   indexOf(func(v *desk.Waba) []any { return []any{string(v.AppID)} }),
	},
	{
		kind: desk.RowNumber, table: "number", resident: true, fresh: func() desk.Row { return new(desk.Number) },
		columns: []string{"provider", "phone_id", "state"},
		index: indexOf(func(n *desk.Number) []any {
			return []any{n.Provider, n.PhoneID, string(n.State)}
		}),
	},
	{kind: desk.RowInbox, table: "inbox", resident: true, fresh: func() desk.Row { return new(desk.Inbox) }},
	{
		kind: desk.RowTemplate, table: "template", resident: true, fresh: func() desk.Row { return new(desk.Template) },
		columns: []string{"waba_id", "meta_id"},
		index: indexOf(func(t *desk.Template) []any {
			return []any{string(t.WabaID), t.MetaID}
		}),
	},
	{
		kind: desk.RowContact, table: "contact", fresh: func() desk.Row { return new(desk.Contact) },
		lookups: lookupsOf(func(c *desk.Contact) []lookup {
			out := make([]lookup, len(c.Aliases))
			for i, a := range c.Aliases {
				out[i] = lookup{byAlias, a}
			}
			return out
		}),
	},
	{
		kind: desk.RowThread, table: "thread", fresh: func() desk.Row { return new(desk.Thread) },
		columns: []string{"number_id", "contact_id", "last_at"},
		index: indexOf(func(t *desk.Thread) []any {
			return []any{string(t.NumberID), string(t.ContactID), t.LastAt}
		}),
		lookups: lookupsOf(func(t *desk.Thread) []lookup {
			return []lookup{{byPair, pairKey(t.NumberID, t.ContactID)}}
		}),
	},
	{
		kind: desk.RowInteraction, table: "interaction", fresh: func() desk.Row { return new(desk.Interaction) },
		columns: []string{"thread_id", "inbox_id", "state", "owner", "waiting_since", "first_seq", "ended_at"},
		index: indexOf(func(i *desk.Interaction) []any {
			return []any{string(i.ThreadID), string(i.InboxID), string(i.State), string(i.Owner), i.WaitingSince, i.FirstSeq, i.EndedAt}
		}),
	},
	{
		kind: desk.RowOffer, table: "offer", fresh: func() desk.Row { return new(desk.Offer) },
		columns: []string{"interaction_id", "user_id", "state", "offered_at"},
		index: indexOf(func(o *desk.Offer) []any {
			return []any{string(o.InteractionID), string(o.UserID), string(o.State), o.OfferedAt}
		}),
	},
	{
		kind: desk.RowDecision, table: "decision", fresh: func() desk.Row { return new(desk.Decision) },
		columns: []string{"thread_id", "at"},
		index: indexOf(func(d *desk.Decision) []any {
			return []any{string(d.ThreadID), d.At}
		}),
	},
	{
		kind: desk.RowMessage, table: "message", fresh: func() desk.Row { return new(desk.Message) },
		columns: []string{"thread_id", "interaction_id", "provider_id", "at", "seq", "search", "media_id"},
		index: indexOf(func(m *desk.Message) []any {
			return []any{string(m.ThreadID), string(m.InteractionID), m.ProviderID, m.At, m.Seq, searchText(m), mediaID(m)}
		}),
		lookups: lookupsOf(func(m *desk.Message) []lookup {
			if m.ProviderID == "" {
				return nil
			}
			return []lookup{{byProviderID, m.ProviderID}}
		}),
	},
	{
		kind: desk.RowReadMark, table: "read_mark", fresh: func() desk.Row { return new(desk.ReadMark) },
		columns: []string{"user_id", "thread_id"},
		index: indexOf(func(m *desk.ReadMark) []any {
			return []any{string(m.UserID), string(m.ThreadID)}
		}),
	},
	{
		kind: desk.RowNotice, table: "notice", fresh: func() desk.Row { return new(desk.Notice) },
		columns: []string{"user_id", "kind", "about", "at", "is_read"},
		index: indexOf(func(n *desk.Notice) []any {
			return []any{string(n.UserID), string(n.Kind), n.About(), n.At, flag(n.Read)}
		}),
	},
	{
		kind: desk.RowUnhandled, table: "unhandled", fresh: func() desk.Row { return new(desk.Unhandled) },
		columns: []string{"seq"},
		index:   indexOf(func(v *desk.Unhandled) []any { return []any{v.Seq} }),
	},
	{
		kind: desk.RowUpload, table: "upload", fresh: func() desk.Row { return new(desk.Upload) },
		columns: []string{"user_id", "message_id", "at"},
		index: indexOf(func(u *desk.Upload) []any {
			return []any{string(u.UserID), string(u.MessageID), u.At}
		}),
	},
})

var specOf = func() map[desk.Kind]*rowSpec {
	m := make(map[desk.Kind]*rowSpec, len(specs))
	for _, s := range specs {
		m[s.kind] = s
	}
	return m
}()

// changed says which of a row's columns differ from the committed row's: all of
// them when there is none or it is not known.
func (s *rowSpec) changed(values []any, old desk.Row) uint {
	if old == nil {
		return 1<<len(s.columns) - 1
	}
	var mask uint
	if s.index == nil {
		return mask
	}
	for i, v := range s.index(old) {
		if v != values[i] {
			mask |= 1 << i
		}
	}
	return mask
}

// prepared gives each spec its statements.
func prepared(list []*rowSpec) []*rowSpec {
	for _, s := range list {
		s.selectOne = "SELECT doc FROM " + s.table + " WHERE org = $1 AND id = $2"
		s.selectMany = "SELECT doc FROM " + s.table + " WHERE org = " + placeholder(1) + " AND id IN "
		s.selectAll = "SELECT id, doc FROM " + s.table + " WHERE org = $1 ORDER BY id"
		s.selectDocs = "SELECT doc FROM " + s.table + " WHERE org = $1 ORDER BY id"
		s.wipe = "DELETE FROM " + s.table + " WHERE org = $1"
	}
	return list
}

// encode gives the row's canonical JSON: fields in the order of the struct,
// nothing escaped for HTML, no line end.
func encode(r desk.Row) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		return "", desk.Wrap("encode "+string(r.RowKey().Kind), err)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// decode reads a document back.
func (s *rowSpec) decode(doc []byte) (desk.Row, error) {
	r := s.fresh()
	if err := json.Unmarshal(doc, r); err != nil {
		return nil, &desk.Error{Code: desk.CodeInternal, Op: "decode stored " + string(s.kind), Err: fmt.Errorf("document of %d bytes is not what this version wrote", len(doc))}
	}
	return r, nil
}

// searchText is what SearchMessages looks through.
func searchText(m *desk.Message) string {
	parts := []string{m.Text, m.Referral}
	if m.Media != nil {
		parts = append(parts, m.Media.FileName)
	}
	if m.Location != nil {
		parts = append(parts, m.Location.Name, m.Location.Address)
	}
	for _, c := range m.Contacts {
		parts = append(parts, c.Name, c.Company)
	}
	if m.Interactive != nil {
		parts = append(parts, m.Interactive.Title)
	}
	if m.Template != nil {
		parts = append(parts, m.Template.Header, m.Template.Footer)
	}
	var b strings.Builder
	for _, p := range parts {
		if p == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strings.ToLower(p))
	}
	return b.String()
}

// mediaID is the file that the message carries, "" for none.
func mediaID(m *desk.Message) string {
	if m.Media == nil {
		return ""
	}
	return string(m.Media.ID)
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
