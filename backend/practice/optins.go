package practice

import (
	"context"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// unasked is the customer who never agreed to anything, so that whoever tries Parley
// can see what becomes of a template then.
const unasked = "astrid"

// optIns records what the customers of the shop agreed to when they ordered there, as
// a company would import it. Who hides their number is on no such list.
func (p *Practice) optIns(ctx context.Context, owner *desk.User) error {
	ordered := wire.NewOptIn{
		Method: string(desk.OptInWebsite), Proof: "Ticked at the checkout",
		At: owner.CreatedAt - (30 * 24 * time.Hour).Milliseconds(), // the same at every try, so that none is recorded twice
	}
	for _, purpose := range desk.Purposes {
		ordered.Purposes = append(ordered.Purposes, string(purpose))
	}
	var list wire.ImportOptIns
	for _, c := range p.world.Customers() {
		if c.Phone != "" && c.ID != unasked {
			list.Rows = append(list.Rows, wire.OptInRow{Phone: "+" + c.Phone, OptIn: ordered})
		}
	}
	var done wire.OptInsImported
	if err := p.command(ctx, owner, wire.CmdImportOptIns.Name, list, &done); err != nil {
		return err
	}
	if len(done.Refused) > 0 {
		return done.Refused[0].Said.Err()
	}
	return nil
}
