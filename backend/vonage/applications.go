package vonage

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/parleydesk/parley/backend/desk"
)

// DefaultAPIURL is where the carrier's newer calls live, those of its applications among
// them.
const DefaultAPIURL = "https://api.nexmo.com"

// Application is what answers the calls to the numbers that are linked with it.
type Application struct {
	ID     string
	Name   string
	Answer Webhook // what it asks when somebody calls
}

// Webhook is an address that the carrier calls.
type Webhook struct {
	Address string `json:"address"`
	Method  string `json:"http_method,omitempty"` // GET or POST
}

// wireApplication is the carrier's spelling of Application.
type wireApplication struct {
	ID           string           `json:"id,omitempty"`
	Name         string           `json:"name"`
	Capabilities wireCapabilities `json:"capabilities"`
}

type wireCapabilities struct {
	Voice *wireVoice `json:"voice,omitempty"`
}

type wireVoice struct {
	Webhooks struct {
		Answer *Webhook `json:"answer_url,omitempty"`
		Event  *Webhook `json:"event_url,omitempty"`
	} `json:"webhooks"`
	Signed bool `json:"signed_callbacks"`
}

func (w wireApplication) application() Application {
	a := Application{ID: w.ID, Name: w.Name}
	if v := w.Capabilities.Voice; v != nil && v.Webhooks.Answer != nil {
		a.Answer = *v.Webhooks.Answer
	}
	return a
}

// ListApplications gives the account's applications. Codes: as ListNumbers.
func (c *Client) ListApplications(ctx context.Context) ([]Application, error) {
	const op = "list vonage applications"
	var out []Application
	for n := 1; n <= maxPages; n++ {
		var page struct {
			Pages    int `json:"total_pages"`
			Embedded struct {
				List []wireApplication `json:"applications"`
			} `json:"_embedded"`
		}
		query := url.Values{"page_size": {strconv.Itoa(pageSize)}, "page": {strconv.Itoa(n)}}
		if err := c.callAPI(ctx, op, http.MethodGet, "/v2/applications?"+query.Encode(), nil, &page); err != nil {
			return nil, err
		}
		for _, w := range page.Embedded.List {
			out = append(out, w.application())
		}
		if n >= page.Pages {
			return out, nil
		}
	}
	return nil, nonsense(op, errors.New("it announces more applications than it lists"))
}

// PutApplication makes an application whose calls are asked for at an address, by signed
// webhooks, or changes the one that is named. It gives its id. Codes: as ListNumbers.
func (c *Client) PutApplication(ctx context.Context, a Application) (string, error) {
	const op = "make vonage application"
	voice := &wireVoice{Signed: true}
	voice.Webhooks.Answer = &a.Answer
	voice.Webhooks.Event = &Webhook{a.Answer.Address + "?" + stageName + "=" + stageEvent, http.MethodPost}
	method, path := http.MethodPost, "/v2/applications"
	if a.ID != "" {
		method, path = http.MethodPut, path+"/"+url.PathEscape(a.ID)
	}
	var made wireApplication
	if err := c.callAPI(ctx, op, method, path, wireApplication{Name: a.Name, Capabilities: wireCapabilities{voice}}, &made); err != nil {
		return "", err
	}
	if made.ID == "" {
		return "", nonsense(op, errors.New("the application has no id"))
	}
	return made.ID, nil
}

// DeleteApplication removes an application. One that is gone is no error.
func (c *Client) DeleteApplication(ctx context.Context, id string) error {
	err := c.callAPI(ctx, "delete vonage application", http.MethodDelete, "/v2/applications/"+url.PathEscape(id), nil, nil)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil
	}
	return err
}

// callAPI makes one request of the newer kind: JSON both ways, told by its status.
func (c *Client) callAPI(ctx context.Context, op, method, path string, body, out any) error {
	err := c.callJSON(ctx, op, method, path, body, out)
	c.tell(err)
	return err
}

func (c *Client) callJSON(ctx context.Context, op, method, path string, body, out any) error {
	var sent io.Reader
	kind := ""
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return desk.Wrap(op, err)
		}
		sent, kind = bytes.NewReader(raw), "application/json"
	}
	status, raw, err := c.ask(ctx, op, method, c.api+path, kind, sent)
	switch {
	case err != nil:
		return err
	case status < 200 || status > 299:
		return refused(op, statusCode(status))
	case out == nil:
		return nil
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return nonsense(op, err)
	}
	return nil
}
