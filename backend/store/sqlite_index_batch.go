package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/terms"
)

// fillBatch is what one transaction of the index takes in.
type fillBatch struct {
	x     *sqliteFinder
	org   desk.OrgID
	texts []text
	who   map[string]string // handlers of interactions that have been looked up
	moved []string          // interactions whose handlers are others than before
	gone  []string          // messages that are no more
}

func (b *fillBatch) changes(ctx context.Context, list []desk.Change) error {
	var messages, interactions []string
	for _, c := range list {
		switch c.Kind { //nolint:exhaustive // the others are not searched
		case desk.RowInteraction:
			interactions = append(interactions, c.ID)
		case desk.RowMessage:
			messages = append(messages, c.ID)
		}
	}
	if err := b.interactions(ctx, interactions); err != nil {
		return err
	}
	texts, err := b.x.db.textsOf(ctx, b.org, messages)
	if err != nil {
		return err
	}
	b.texts = append(b.texts, texts...)
	there := make(map[string]bool, len(texts))
	for _, t := range texts {
		there[t.id] = true
	}
	for _, id := range messages {
		if !there[id] {
			b.gone = append(b.gone, id)
		}
	}
	return nil
}

// interactions takes in the interactions that changed, each once.
func (b *fillBatch) interactions(ctx context.Context, ids []string) error {
	if err := b.askHandlers(ctx, ids...); err != nil {
		return err
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if err := b.interaction(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// interaction takes an interaction's messages in again when others may see them
// than before. askHandlers has been told of it.
func (b *fillBatch) interaction(ctx context.Context, id string) error {
	now := b.who[id]
	was, err := b.x.knownHandlers(ctx, id)
	if err != nil || was == now {
		return err
	}
	b.moved = append(b.moved, id)
	ids, err := collect(ctx, b.x.read, func(rows *sql.Rows) (id string, err error) {
		var row int64
		return id, rows.Scan(&row, &id)
	}, idxFind, `"`+token(tokenInteraction, id)+`"`, int64(0), newest(0))
	if err != nil {
		return err
	}
	list, err := b.x.db.textsOf(ctx, b.org, ids)
	b.texts = append(b.texts, list...)
	return err
}

// askHandlers reads the handlers of interactions that have not been looked up.
func (b *fillBatch) askHandlers(ctx context.Context, ids ...string) error {
	var ask []string
	for _, id := range ids {
		if _, known := b.who[id]; !known && id != "" {
			b.who[id] = ""
			ask = append(ask, id)
		}
	}
	list, err := among[*desk.Interaction](ctx, b.x.db, desk.RowInteraction, specOf[desk.RowInteraction].selectMany, b.org, ask)
	for _, i := range list {
		var who []string
		for _, u := range i.Handlers {
			who = append(who, token(tokenUser, string(u)))
		}
		slices.Sort(who)
		b.who[string(i.ID)] = strings.Join(slices.Compact(who), " ")
	}
	return err
}

// forget empties the caches of what is in the tables.
func (x *sqliteFinder) forget() {
	clear(x.handled)
	clear(x.words)
}

// Bounds of the caches; each is emptied when it is full.
const (
	maxHandlers = 20_000
	maxWords    = 200_000
)

func (x *sqliteFinder) knownHandlers(ctx context.Context, id string) (string, error) {
	if who, ok := x.handled[id]; ok {
		return who, nil
	}
	list, err := collect(ctx, x.read, func(rows *sql.Rows) (who string, err error) { return who, rows.Scan(&who) }, idxHandlers, id)
	if err != nil {
		return "", err
	}
	who := strings.Join(list, "") // one, or none
	x.remember(id, who)
	return who, nil
}

func (x *sqliteFinder) remember(id, who string) {
	if len(x.handled) >= maxHandlers {
		clear(x.handled)
	}
	x.handled[id] = who
}

// document is what the index keeps of a message, once askHandlers has been told
// of its interaction.
func (b *fillBatch) document(t text) string {
	parts := append(terms.Tokens(t.search), token(tokenThread, t.thread), token(tokenInteraction, t.interaction))
	if who := b.who[t.interaction]; who != "" {
		parts = append(parts, who)
	}
	if t.number != "" {
		parts = append(parts, token(tokenNumber, t.number))
	}
	if t.media != "" {
		parts = append(parts, tokenFile)
	}
	return strings.Join(append(parts, monthOf(t.at)), " ")
}

// monthOf gives the token of the month in which a message was written.
func monthOf(ms int64) string { return tokenMonth + time.UnixMilli(ms).UTC().Format("200601") }
