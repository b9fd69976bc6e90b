package relay

import (
	"context"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// panelWrite is the body of sandbox.write: a customer's message.
type panelWrite struct {
	CustomerID string  `json:"customerId"`
	NumberID   string  `json:"numberId"`
	Kind       string  `json:"kind"`
	Text       string  `json:"text"`
	Data       []byte  `json:"data"`
	Filename   string  `json:"filename"`
	Latitude   float64 `json:"latitude"`
	Longitude  float64 `json:"longitude"`
	Name       string  `json:"name"`
	Address    string  `json:"address"`
	ButtonID   string  `json:"buttonId"`
	ReplyTo    string  `json:"replyTo"`
	Target     string  `json:"target"`
	AgoMs      int64   `json:"agoMs"`
}

// addSandboxCalls wires the panel. Outside practice there is no such call.
func (r *Relay) addSandboxCalls(calls map[string]hub.CallFunc) {
	if r.practice == nil {
		return
	}
	w := r.practice.world
	calls[wire.CallSandboxPanel] = func(context.Context, hub.Caller, []byte) (view.Body, error) {
		return view.Own(fitting(w.Snapshot()))
	}
	calls[wire.CallSandboxWrite] = typed(func(_ context.Context, _ hub.Caller, in panelWrite) (any, error) {
		return struct{}{}, invalid(r.writeAsCustomer(in))
	})
	calls[wire.CallSandboxFaults] = typed(func(_ context.Context, _ hub.Caller, in sandbox.Faults) (any, error) {
		return struct{}{}, invalid(w.SetFaults(in))
	})
	calls[wire.CallSandboxAdd] = typed(func(_ context.Context, _ hub.Caller, in sandbox.Customer) (any, error) {
		for _, c := range w.Customers() {
			if c.ID == in.ID {
				in.UserID, in.Identity = c.UserID, c.Identity
				return struct{}{}, invalid(w.SetCustomer(in))
			}
		}
		_, err := w.AddCustomer(in)
		return struct{}{}, invalid(err)
	})
}

func (r *Relay) writeAsCustomer(in panelWrite) error {
	c := sandbox.Content{
		Kind: in.Kind, Text: in.Text, Data: in.Data, Filename: in.Filename, Latitude: in.Latitude,
		Longitude: in.Longitude, Name: in.Name, Address: in.Address, ButtonID: in.ButtonID,
		ReplyTo: in.ReplyTo, Target: in.Target,
	}
	stamp := r.time.Now().Add(-time.Duration(in.AgoMs) * time.Millisecond)
	_, err := r.practice.world.WriteAt(in.CustomerID, in.NumberID, c, stamp)
	return err
}

// invalid gives the sandbox's own words to the person: they hold no secret.
func invalid(err error) error {
	if err == nil {
		return nil
	}
	return &desk.Error{Code: desk.CodeInvalid, Subcode: "sandbox", Message: err.Error()}
}

// panelBudget is how many messages of all phones together fit into one answer.
const panelBudget = 240

// fitting drops the oldest messages of each chat until the panel fits a frame.
func fitting(p sandbox.Panel) sandbox.Panel {
	chats := 0
	for _, ph := range p.Phones {
		chats += len(ph.Chats)
	}
	keep := panelBudget / max(chats, 1)
	for i := range p.Phones {
		for j := range p.Phones[i].Chats {
			c := &p.Phones[i].Chats[j]
			c.Messages = c.Messages[max(0, len(c.Messages)-keep):]
		}
	}
	return p
}

// watch tells the panels that something happened in the sandbox, at most ten
// times a second.
func (p *practice) watch(h *hub.Hub) {
	ctx, cancel := context.WithCancel(context.Background())
	p.unwatch = cancel
	p.watching.Go(func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		rev := uint64(0)
		for ctx.Err() == nil {
			rev = p.world.Wait(ctx, rev)
			if b, err := view.Own(struct{}{}); err == nil && ctx.Err() == nil {
				h.PushAll(wire.PushSandbox, b)
			}
			select {
			case <-ctx.Done():
			case <-tick.C:
			}
		}
	})
}
