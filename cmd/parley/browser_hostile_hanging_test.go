package main

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"testing"
)

// titled is another site, whose pages are called as the texts say.
func titled(t *testing.T, texts []string) *httptest.Server {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.URL.Path[1:])
		if err != nil || n >= len(texts) {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		text := html.EscapeString(texts[n])
		fmt.Fprintf(w, `<title>%s</title><meta property=og:site_name content="%s"><meta name=description content="%s">`, text, text, text)
	}))
	t.Cleanup(site.Close)
	return site
}

// answersEach says one plain thing for each id, as an answer to it.
func (b *tab) answersEach(room string, ids []string) {
	b.t.Helper()
	for some := range slices.Chunk(ids, atOnce) {
		ask[bool](b, js(`(async () => {
			for (const reply_to of %s)
				await fetch(%s + "/messages", {method: "POST", redirect: "manual", body: new URLSearchParams({body: "answer", reply_to})});
			return true;
		})()`, some, room))
	}
}

// uploadsEach sends a small file under each name, with a message of its own.
func (b *tab) uploadsEach(room string, names []string) {
	b.t.Helper()
	for some := range slices.Chunk(names, atOnce) {
		ask[bool](b, js(`(async () => {
			for (const name of %s) {
				const form = new FormData();
				form.append("body", "");
				form.append("file", new File(["words"], name, {type: "text/html"}));
				await fetch(%s + "/messages", {method: "POST", redirect: "manual", body: form});
			}
			return true;
		})()`, some, room))
	}
}

func TestHostileTextsThatHangOnMessagesStayText(t *testing.T) {
	t.Parallel()
	texts := hostile(t)
	site := titled(t, texts)
	p := openPlaceReaching(t, site)
	ann, bob := p.signUp("ann").open("/rooms"), p.signUp("bob").open("/rooms")
	room := ann.roomOf("hanging")
	bob.enterRoom("hanging")
	ann.goTo("/rooms")
	ann.trouble.expect("422")

	ann.postsAll(room, texts)
	bob.waits("all messages", js(`document.querySelectorAll("#messages article.message").length === %s`, len(texts)))
	ids := bob.ids()
	ann.answersEach(room, ids)
	bob.waits("all answers", js(`document.querySelectorAll("#messages .quote").length >= %s`, len(texts)))
	bob.hasNoStrays("quotes")
	ann.sendsToEach(ids, "/save", "note", texts)
	ann.sendsEach(room+"/draft", "body", texts)
	ann.sendsEach("/messages/"+ids[0]+"/thread", "body", texts)
	ann.sendsEach("/messages/"+ids[1], "body", texts) // all versions of one
	ann.sendsToEach(ids[:100], "/pin", "pinned", texts)
	bob.beginsAnew()
	ann.uploadsEach(room, short(texts, 60))
	bob.waits("all files", js(`document.querySelectorAll("#messages .attachment").length >= %s`, len(texts)))
	bob.hasNoStrays("files")

	for _, path := range []string{"/saved", "/drafts", "/threads", "/notifications", room + "/pins", "/messages/" + ids[0] + "/thread", "/messages/" + ids[1] + "/history", "/search?q=words&has=file"} {
		ann.goTo(path)
		ann.hasNoStrays(path)
	}
	bob.beginsAnew()
	ann.postsAll(room, linksTo(site, len(texts)))
	bob.waits("all cards", js(`document.querySelectorAll("#messages .link-card").length >= %s`, len(texts)))
	bob.hasNoStrays("cards")
}

// beginsAnew has the page hold the newest messages alone: one of a thousand is
// slow, and about nothing here.
func (b *tab) beginsAnew() {
	b.t.Helper()
	b.reload()
	b.isLive()
}

func linksTo(site *httptest.Server, count int) []string {
	links := make([]string, count)
	for i := range links {
		links[i] = fmt.Sprintf("%s/%d", site.URL, i)
	}
	return links
}
