package shell

import (
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"slices"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"github.com/parleydesk/parley/backend/desk"
)

// What a notification shows of its texts, in characters.
const (
	noteTitle = 120
	noteBody  = 400
)

// plain gives a note whose texts are one line of text each. Customers write
// them, so this comes first on every system.
func (n Note) plain() Note {
	n.Title, n.Body = desk.Shorten(desk.PlainLine(n.Title), noteTitle), desk.Shorten(desk.PlainLine(n.Body), noteBody)
	return n
}

// options is the note as Wails takes it.
func (n Note) options() runtime.NotificationOptions {
	data := map[string]any{"thread": n.Thread}
	if n.Setup != "" {
		data["setup"] = n.Setup
	}
	return runtime.NotificationOptions{ID: n.ID, Title: n.Title, Body: n.Body, Data: data}
}

// defaultAction is what Wails calls a click on the notification itself.
const defaultAction = "DEFAULT_ACTION"

// clickOf reads what Wails says of a click; ok is false for one on a notification that is
// not ours.
func clickOf(r runtime.NotificationResponse) (c Click, ok bool) {
	thread, ok := r.UserInfo["thread"].(string)
	if !ok {
		return Click{}, false
	}
	setup, _ := r.UserInfo["setup"].(string)
	c = Click{Note: r.ID, Thread: thread, Setup: setup, Action: r.ActionIdentifier}
	if c.Action == defaultAction {
		c.Action = ""
	}
	return c, true
}

// markup gives a text as the body of a Linux notification. A server that
// advertises body-markup draws tags and links in it; any other shows every
// character as it is, also those of an entity.
func markup(text string, capabilities []string) string {
	if slices.Contains(capabilities, "body-markup") {
		return html.EscapeString(text)
	}
	return text
}

// toast is the XML of a Windows notification: two texts, and nothing that
// loads, opens or plays. The sound is ours.
type toast struct {
	XMLName    xml.Name      `xml:"toast"`
	Activation string        `xml:"activationType,attr"`
	Launch     string        `xml:"launch,attr"`
	Binding    toastBinding  `xml:"visual>binding"`
	Audio      toastAudio    `xml:"audio"`
	Actions    *toastActions `xml:"actions"` // nil = none
}

type toastActions struct {
	Buttons []toastButton `xml:"action"`
}

type toastButton struct {
	Title      string `xml:"content,attr"`
	Launch     string `xml:"arguments,attr"`
	Activation string `xml:"activationType,attr"`
}

type toastBinding struct {
	Template string   `xml:"template,attr"`
	Texts    []string `xml:"text"`
}

type toastAudio struct {
	Silent bool `xml:"silent,attr"`
}

// toastXML writes a note as Windows reads it.
func toastXML(n Note) (string, error) {
	launch, err := launchArgument(n, defaultAction)
	if err != nil {
		return "", err
	}
	var buttons *toastActions
	for _, a := range n.Actions {
		pressed, err := launchArgument(n, a.ID)
		if err != nil {
			return "", err
		}
		if buttons == nil {
			buttons = &toastActions{}
		}
		buttons.Buttons = append(buttons.Buttons, toastButton{Title: a.Title, Launch: pressed, Activation: "foreground"})
	}
	doc, err := xml.Marshal(toast{
		Activation: "foreground", Launch: launch,
		Binding: toastBinding{Template: "ToastGeneric", Texts: []string{n.Title, n.Body}},
		Audio:   toastAudio{Silent: true},
		Actions: buttons,
	})
	if err != nil {
		return "", fmt.Errorf("encode toast: %w", err)
	}
	return string(doc), nil
}

// launchArgument is what Windows hands back when the notification is clicked,
// in the form in which Wails reads it: the action and the note, here without the
// texts, because Windows keeps the argument.
func launchArgument(n Note, action string) (string, error) {
	payload := struct {
		Action  string                      `json:"action"`
		Options runtime.NotificationOptions `json:"payload"`
	}{action, Note{ID: n.ID, Thread: n.Thread, Setup: n.Setup}.options()}
	data, err := json.Marshal(payload)
	if err != nil {
		return "", fmt.Errorf("encode toast: %w", err)
	}
	return base64.StdEncoding.EncodeToString(data), nil
}
