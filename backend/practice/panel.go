package practice

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

	Cards []sandbox.Card `json:"cards"`
	Voice bool           `json:"voice"`
	Ad    *sandbox.Ad    `json:"ad"`
}

// panelPiece is the body of sandbox.media: from where on.
type panelPiece struct {
	MediaID string `json:"mediaId"`
	From    int    `json:"from"`
}

// panelMedia answers it: so much of the file as one frame holds.
type panelMedia struct {
	MIME string `json:"mime"`
	Size int    `json:"size"`
	Data []byte `json:"data"`
}

// mediaPiece is how much of a file goes with one answer: in base64 it is a third more.
const mediaPiece = 128 << 10

// CallFunc answers one of the panel's calls.
type CallFunc func(ctx context.Context, body []byte) (view.Body, error)

// Calls are what the panel of the sandbox asks.
func (p *Practice) Calls() map[string]CallFunc {
	return map[string]CallFunc{
		wire.CallSandboxPanel:  func(context.Context, []byte) (view.Body, error) { return fitting(p.world.Snapshot()) },
		wire.CallSandboxWrite:  bounded(p.writeAsCustomer),
		wire.CallSandboxFaults: bounded(p.world.SetFaults),
		wire.CallSandboxAdd:    bounded(p.putCustomer),
		wire.CallSandboxWindow: bounded(p.world.DoInWindow),
		wire.CallSandboxNews:   bounded(p.world.Happen),
		wire.CallSandboxMedia:  p.media,
	}
}

// bounded decodes a call's body and refuses fields that are too long: these
// calls are not in wire.Calls, where that is asked of all others.
func bounded[In any](f func(In) error) CallFunc {
	return func(_ context.Context, body []byte) (view.Body, error) {
		in, err := hub.ReadBody[In](body)
		if err != nil {
			return view.Body{}, err
		}
		if err := desk.TooLarge(&in); err != nil {
			return view.Body{}, err
		}
		if err := invalid(f(in)); err != nil {
			return view.Body{}, err
		}
		return view.Own(struct{}{})
	}
}

// media gives a piece of a file that lies on a phone.
func (p *Practice) media(_ context.Context, body []byte) (view.Body, error) {
	in, err := hub.ReadBody[panelPiece](body)
	if err != nil {
		return view.Body{}, err
	}
	data, mime, err := p.world.MediaBytes(in.MediaID)
	if err != nil {
		return view.Body{}, invalid(err)
	}
	from := max(0, min(in.From, len(data)))
	return view.Own(panelMedia{MIME: mime, Size: len(data), Data: data[from:min(from+mediaPiece, len(data))]})
}

// putCustomer changes a customer, or adds one. Nobody may forge who they are, but they may move
// to their next phone.
func (p *Practice) putCustomer(in sandbox.Customer) error {
	all := p.world.Customers()
	for _, c := range all {
		if c.ID == in.ID {
			in.UserID = c.UserID
			if in.Identity != c.Identity+1 {
				in.Identity = c.Identity
			}
			return p.world.SetCustomer(in)
		}
	}
	if len(all) >= maxCustomers {
		return desk.Refuse(desk.CodeInvalid, "sandbox", desk.Params{"context": "full", "customers": len(all)})
	}
	_, err := p.world.AddCustomer(in)
	return err
}

func (p *Practice) writeAsCustomer(in panelWrite) error {
	c := sandbox.Content{
		Kind: in.Kind, Text: in.Text, Data: in.Data, Filename: in.Filename, Latitude: in.Latitude,
		Longitude: in.Longitude, Name: in.Name, Address: in.Address, ButtonID: in.ButtonID,
		ReplyTo: in.ReplyTo, Target: in.Target, Cards: in.Cards, Voice: in.Voice, Ad: in.Ad,
	}
	stamp := p.now().Add(-time.Duration(in.AgoMs) * time.Millisecond)
	_, err := p.world.WriteAt(in.CustomerID, in.NumberID, c, stamp)
	return err
}

// invalid gives the sandbox's own words to the person: they hold no secret.
func invalid(err error) error {
	if err == nil || desk.SubcodeOf(err) == "sandbox" {
		return err
	}
	return &desk.Error{Code: desk.CodeInvalid, Subcode: "sandbox", Params: desk.Params{"why": err.Error()}}
}

// maxCustomers is how many customers the panel may add: it shows all of them.
const maxCustomers = 200

// What of the sandbox fits into one answer: how many messages of all phones
// together, how much of each text, and how many bytes in all.
const (
	panelMessages = 240
	panelText     = 4 << 10
	panelBudget   = wire.MaxFrame - 16<<10
)

// fitting drops the oldest messages of each thread until the panel fits a frame.
func fitting(p sandbox.Panel) (view.Body, error) {
	threads := 0
	for i := range p.Phones {
		for j := range p.Phones[i].Threads {
			threads++
			for k := range p.Phones[i].Threads[j].Messages {
				m := &p.Phones[i].Threads[j].Messages[k]
				m.Text = desk.Clip(m.Text, panelText)
			}
		}
	}
	for keep := panelMessages / max(threads, 1); ; keep /= 2 {
		for i := range p.Phones {
			for j := range p.Phones[i].Threads {
				c := &p.Phones[i].Threads[j]
				c.Messages = c.Messages[max(0, len(c.Messages)-keep):]
			}
		}
		body, err := view.Own(p)
		if err != nil || keep == 0 || len(body.Raw()) <= panelBudget {
			return body, err
		}
	}
}

// Watch tells the panels, through push, that something happened in the sandbox:
// at most ten times a second.
func (p *Practice) Watch(push func(view.Body)) {
	ctx, cancel := context.WithCancel(context.Background())
	p.unwatch = cancel
	p.watching.Go(func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		rev := uint64(0)
		for ctx.Err() == nil {
			rev = p.world.Wait(ctx, rev)
			if b, err := view.Own(struct{}{}); err == nil && ctx.Err() == nil {
				push(b)
			}
			select {
			case <-ctx.Done():
			case <-tick.C:
			}
		}
	})
}
