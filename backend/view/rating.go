package view

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// surveyOf gives what an inbox asks its customers.
func surveyOf(s *desk.Survey) *wire.Survey {
	if s == nil {
		return nil
	}
	return &wire.Survey{Question: s.Question, DelayMinutes: s.DelayMinutes, Thanks: s.Thanks, TemplateID: string(s.TemplateID)}
}

// ratingOf gives how a conversation was rated.
func ratingOf(r *desk.Rating) *wire.Rating {
	if r == nil {
		return nil
	}
	return &wire.Rating{
		DueAt: r.DueAt, Skipped: string(r.Skipped), AskedAt: r.AskedAt, Failed: r.Failed, Score: r.Score,
		AnsweredAt: r.AnsweredAt, CommentID: string(r.CommentID),
	}
}

func messageRating(r *desk.MessageRating) *wire.MessageRating {
	if r == nil {
		return nil
	}
	return &wire.MessageRating{Part: string(r.Part), Score: r.Score}
}
