package app

// setAway says whether the person has left this computer: the relay then asks others, and
// what came meanwhile is told once they are back. What they chose to be stays as it is.
func (a *App) setAway(isAway bool) {
	a.presence.Lock()
	defer a.presence.Unlock()
	if a.isAway == isAway {
		return
	}
	a.isAway = isAway
	a.session.Reach(isAway)
	a.alerts.Away(isAway)
}
