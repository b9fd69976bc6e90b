package app

import "regexp"

// linkShape is all that a link may be that the system opens: anybody can make one, and a
// browser passes it on. It names ids; whether they may be seen is judged by the page.
var linkShape = regexp.MustCompile(`^parley://conversations/thr_\w{1,64}(/msg_\w{1,64})?/?$`)

// linkIn finds the link to a conversation among what the program was started with, "" if
// there is none. Its own flags are no links.
func linkIn(args []string) string {
	for _, each := range args {
		if linkShape.MatchString(each) {
			return each
		}
	}
	return ""
}

// openLink brings the window to the front and leads it to a link, "" = to none.
func (a *App) openLink(link string) {
	a.shell.Front()
	if link != "" {
		a.news.OpenLink(link)
	}
}
