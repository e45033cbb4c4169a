package db

import (
	"context"

	"parley/db/chat"
)

const updateAgent = `
	UPDATE users
	SET agent = ?2
	WHERE id = ?1 AND agent <> ?2`

// Appoint makes somebody an agent, who answers at the support desk, or no
// longer: then what they were answering waits for others, and they are signed
// out everywhere, as after the loss of a role. Only admins may, also for
// themselves. Doing it again changes nothing.
func (s *Store) Appoint(ctx context.Context, actor, user chat.UserID, agent bool) error {
	byAdmins := func(actor, _ chat.User) bool { return ofAdmins(actor) }
	return s.judge(ctx, actor, user, chat.Entry{Act: agentDeed(agent)}, byAdmins, func(t *tx, e chat.Entry, target chat.User) error {
		return t.appoint(target, agent, e.Actor)
	})
}

// SetAgent is Appoint by the program itself.
func (s *Store) SetAgent(ctx context.Context, user chat.UserID, agent bool) error {
	return s.write(ctx, func(t *tx) error {
		found, err := one(t, userFields, userByID, user)
		if err != nil {
			return err
		}
		return t.appoint(found, agent, chat.Named{})
	})
}

func agentDeed(agent bool) chat.Deed {
	if agent {
		return chat.DeedAgentOn
	}
	return chat.DeedAgentOff
}

func (t *tx) appoint(user chat.User, agent bool, actor chat.Named) error {
	changed, err := t.exec(updateAgent, user.ID, flag(agent))
	if err != nil || changed == 0 {
		return err
	}
	if err := t.audit(chat.Entry{Act: agentDeed(agent), Actor: actor, Target: nameOf(user)}); err != nil || agent {
		return err
	}
	if _, err := t.endSignIns(user.ID, 0, "role changed"); err != nil {
		return err
	}
	return t.leaveDesk(user)
}

// leaveDesk takes somebody from the desk who may not answer there any more. It
// comes after what ends their sign-ins. Their pages go first, so that they hear
// nothing of what comes after.
func (t *tx) leaveDesk(user chat.User) error {
	if !user.Agent {
		return nil
	}
	t.change(chat.Change{Kind: chat.AgentLeft, User: user, At: now()})
	if err := t.dropTold(toldOfVisitsTo, user.ID); err != nil {
		return err
	}
	return t.freeVisits(user.ID)
}

const (
	otherAgents = `
	SELECT id
	FROM users
	WHERE agent = 1 AND active = 1 AND barred_until <= ?2 AND id <> ?1
	ORDER BY id`
	toldOfVisits = `
	SELECT id
	FROM notifications
	WHERE kind = 'support' AND read = 0 AND gone = 0 AND user_id <> ?1`
	toldOfVisitsTo = `
	SELECT id
	FROM notifications
	WHERE kind = 'support' AND read = 0 AND gone = 0 AND user_id = ?1`
	renameTold = `
	UPDATE notifications
	SET name = newest.name, version = version + 1
	FROM (SELECT name FROM visits WHERE closed = 0 AND agent_id IS NULL ORDER BY id DESC LIMIT 1) AS newest
	WHERE kind = 'support' AND read = 0 AND gone = 0 AND notifications.name <> newest.name`
)

// tellAgents tells the agents but one that somebody waits, in place of whom
// their bells told of before. That one's bell stays as it is: others may wait.
func (t *tx) tellAgents(v chat.Visit, but chat.UserID) error {
	if err := t.dropTold(toldOfVisits, but); err != nil {
		return err
	}
	agents, err := list(t, single[chat.UserID], otherAgents, but, chat.Millis(now()))
	if err != nil {
		return err
	}
	return t.notifyAll(notice{kind: chat.NotifiedSupport, name: v.Name, at: now()}, agents)
}

// untellAgents takes somebody who waits no more out of their bells: the newest
// of those who do stands there instead, where anybody does.
func (t *tx) untellAgents() error {
	waiting, err := one(t, single[int], countWaiting)
	if err == nil && waiting > 0 {
		_, err = t.exec(renameTold)
		return err
	}
	if err != nil {
		return err
	}
	return t.dropTold(toldOfVisits, 0)
}

// dropTold drops what a query finds: of all but one (0: of all), or of one.
func (t *tx) dropTold(query string, user chat.UserID) error {
	rows, err := list(t, single[chat.NotificationID], query, user)
	if err != nil {
		return err
	}
	return t.drop(rows...)
}

// Agents lists who may answer at the support desk now.
func (s *Store) Agents(ctx context.Context) ([]chat.UserID, error) {
	agents, err := list(s.reader(ctx), single[chat.UserID], otherAgents, 0, chat.Millis(now()))
	return agents, s.translate(err)
}
