package sandbox

// maxCallback is the longest address that Meta takes for an override.
const maxCallback = 200

// changeNumber sets the PIN, asks for another display name, or sets an address
// for the webhooks of this number alone. A new name is approved at once and
// comes into effect with the next register, as with Meta.
func (s *Sandbox) changeNumber(c *call, n *number) (any, *apiError) {
	pin, name, hook := c.args.str("pin"), c.args.str("new_display_name"), c.args.obj("webhook_configuration")
	switch {
	case pin == "" && name == "" && hook == nil:
		return nil, graphErr(100, "One of pin, new_display_name and webhook_configuration is required.")
	case pin != "" && !pinPattern.MatchString(pin):
		return nil, graphErr(100, "The parameter pin must be 6 digits.")
	case name != "" && (len([]rune(name)) < 2 || len([]rune(name)) > 75):
		return nil, graphErr(100, "new_display_name must have 2 to 75 characters.")
	}
	if fail := s.checkOverride(c, hook); fail != nil {
		return nil, fail
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if pin != "" {
		n.PIN = pin
	}
	if name != "" {
		n.NewName = name
	}
	if hook != nil {
		n.Override = hook.str("override_callback_uri") // empty removes it
	}
	s.touch()
	return success, nil
}

// checkOverride asks the address for the challenge before it is taken. Callers
// do not hold mu: it is a request of the sandbox's own.
func (s *Sandbox) checkOverride(c *call, in args) *apiError {
	at := in.str("override_callback_uri")
	if at == "" {
		return nil
	}
	if len(at) > maxCallback {
		return graphErr(100, "override_callback_uri is longer than 200 characters.")
	}
	if err := s.challenge(c.ctx, at, in.str("verify_token")); err != nil {
		return graphErr(2200, "The callback could not be verified: "+err.Error())
	}
	return nil
}
