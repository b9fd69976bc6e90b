// Package templates says what a provider would refuse of a message template, before it is
// asked. Its rules are those of Meta's pages "Components" and "Template management"; they
// are pure functions of a content and of the templates that an account has.
//
// It is not for keeping drafts (engine) nor for submitting them (integration).
package templates
