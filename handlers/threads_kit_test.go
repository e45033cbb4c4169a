package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"parley/db/chat"
)

func threadPath(root chat.MessageID) string { return "/messages/" + root.String() + "/thread" }

// thread is the open thread of a page, as it stands there.
type thread struct {
	root   chat.MessageID
	cursor string
	log    []article
}

// opens opens a thread on the page, and tells the server so.
func (p *page) opens(root chat.MessageID) {
	p.browser.t.Helper()
	opened := p.browser.loadThread(root)
	p.mu.Lock()
	p.thread = opened
	p.mu.Unlock()
	p.resumeThread()
}

func (p *page) resumeThread() {
	p.browser.t.Helper()
	p.mu.Lock()
	fields := map[string]any{"action": "thread", "thread": p.thread.root.String(), "cursor": p.thread.cursor}
	p.mu.Unlock()
	p.send(fields)
}

// loadThread is a thread as a page of ours gets it.
func (b *browser) loadThread(root chat.MessageID) *thread {
	b.t.Helper()
	document, err := html.Parse(strings.NewReader(b.getHTMX(threadPath(root)).is(http.StatusOK).body))
	if err != nil {
		b.t.Fatal(err)
	}
	opened := &thread{root: root, log: articlesIn(document)}
	opened.read(document)
	if opened.cursor == "" {
		b.t.Fatal("the thread has no cursor")
	}
	return opened
}

func (t *thread) read(node *html.Node) {
	t.cursor = attribute(find(node, "input", "name", "cursor"), "value")
}

// apply does what htmx does with a partial about an open thread.
func (t *thread) apply(partial *html.Node, target string) {
	switch {
	case target == "thread-"+t.root.String()+"-end":
		t.log = append(t.log, articlesIn(partial)...)
		t.read(partial)
	case target == "thread-"+t.root.String():
		t.log = articlesIn(partial)
		t.read(partial)
	case attribute(partial, "hx-swap") == "delete":
		t.log = slices.DeleteFunc(t.log, func(a article) bool { return a.id == target })
	case strings.HasPrefix(target, "message-"):
		for _, changed := range articlesIn(partial) {
			for i := range t.log {
				if t.log[i].id == changed.id {
					t.log[i] = changed
				}
			}
		}
	}
}

// threadSays waits until the open thread has exactly these texts.
func (p *page) threadSays(texts ...string) {
	p.browser.t.Helper()
	p.wait("the thread "+strings.Join(texts, ", "), func() bool { return slices.Equal(textsOf(p.thread.log), texts) })
}

// threadEqualsFresh compares the open thread with one that is opened now.
func (p *page) threadEqualsFresh(t *testing.T) {
	t.Helper()
	fresh := p.browser.loadThread(p.thread.root)
	p.mu.Lock()
	defer p.mu.Unlock()
	if !slices.Equal(p.thread.log, fresh.log) {
		t.Errorf("the thread shows\n%v\na fresh one\n%v", p.thread.log, fresh.log)
	}
}

// countsReplies waits until the page says how much is in a thread.
func (p *page) countsReplies(root chat.MessageID, line string) {
	p.browser.t.Helper()
	p.wait("the line "+line, func() bool {
		return slices.ContainsFunc(p.log, func(a article) bool {
			return a.id == "message-"+root.String() && strings.HasPrefix(a.replies, line) && (line != "" || a.replies == "")
		})
	})
}

// applyReplies does what htmx does with the line under a message.
func (p *page) applyReplies(partial *html.Node, root, swap string) {
	for i := range p.log {
		if a := &p.log[i]; a.id == "message-"+root && (swap == "append") == (a.replies == "") {
			a.replies = repliesIn(partial)
		}
	}
}

func repliesIn(node *html.Node) string { return text(find(node, "a", "class", "thread-line")) }
