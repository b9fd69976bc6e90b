package engine

import (
	"encoding/json"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Engine folds entries. What a provider's entries hold it asks the provider's
// reader; it knows none of them.
type Engine struct {
	readers map[string]channel.Reader // by the provider's name
	first   channel.Reader
}

// New makes an engine that understands the entries of these providers. Numbers
// that name no provider are the first one's.
func New(first channel.Reader, others ...channel.Reader) *Engine {
	g := &Engine{readers: map[string]channel.Reader{first.Provider(): first}, first: first}
	for _, r := range others {
		g.readers[r.Provider()] = r
	}
	return g
}

// itemOf takes the kind of an entry that holds an item of a provider's webhook
// apart. nil = it holds none.
func (g *Engine) itemOf(kind desk.EntryKind) (channel.Reader, string) {
	provider, what, _ := strings.Cut(string(kind), ".")
	reader, ok := g.readers[provider]
	if !ok {
		return nil, ""
	}
	return reader, what
}

// holdsContent says whether entries of the kind hold what a customer or the
// business wrote.
func (g *Engine) holdsContent(kind desk.EntryKind) bool {
	reader, what := g.itemOf(kind)
	return reader != nil && what != desk.ItemStatus
}

// open opens the item of an entry of the kind, or what was left of it.
func (g *Engine) open(kind desk.EntryKind, item json.RawMessage) channel.Stored {
	if s, erased := channel.OpenErased(item); erased {
		return s
	}
	reader, _ := g.itemOf(kind)
	return reader.OpenItem(item)
}

// read reads the payload of an entry as its provider's webhooks write it, or what
// was left of it; false for anything else.
func read(reader channel.Reader, payload []byte) (desk.ItemEntry, channel.Stored, bool) {
	e, s, ok := reader.ReadEntry(payload)
	if ok {
		if left, erased := channel.OpenErased(e.Item); erased {
			s = left
		}
	}
	return e, s, ok
}

// readerOf gives the reader of the provider that carries a number's messages.
func (g *Engine) readerOf(n *desk.Number) channel.Reader {
	if r, ok := g.readers[n.Provider]; ok {
		return r
	}
	return g.first
}

// itemFolds has the fold function of each sort of item.
var itemFolds = map[string]func(*work) error{
	desk.ItemMessage: (*work).foldItem,
	desk.ItemStatus:  (*work).foldItem,
	desk.ItemEvent:   (*work).foldItem,
	desk.ItemUnknown: (*work).foldUnreadable,
}

// foldOf gives the fold function of a kind. EntryReplay folds other kinds: in the
// table, it would make the table refer to itself while it is being built.
func (g *Engine) foldOf(kind desk.EntryKind) (fold func(*work) error, known bool) {
	if kind == desk.EntryReplay {
		return (*work).foldReplay, true
	}
	if fold, known = folds[kind]; known {
		return fold, true
	}
	reader, what := g.itemOf(kind)
	if reader == nil {
		return nil, false
	}
	fold, known = itemFolds[what]
	return fold, known
}
