package main

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

// formPlaces are forms whose fields are shown again: by the page that they
// lead to where they are taken, and by the form itself where they are refused.
var formPlaces = []struct {
	path   string
	fields []string
}{
	{"/settings/profile", []string{"display_name", "about", "email"}},
	{"/rooms", []string{"name", "topic", "kind"}},
}

// inAField is how many texts one field holds at a time, each as far as a form can
// carry them; each is one page less to load.
const inAField = 12

// strays are elements and attributes that no page of ours has in its main part.
const strays = `document.querySelectorAll("main :is(script, style, iframe, object, embed, base, meta, [onerror], [onload], [onclick], [onfocus], [style], [hx-on], [srcdoc], a[href^='javascript:' i])").length`

func (b *tab) hasNoStrays(what string) {
	b.t.Helper()
	if n := ask[int](b, strays); n > 0 {
		b.t.Errorf("%s made %d elements on %s", what, n, b.path())
	}
	b.isCalm()
}

func TestHostileFieldsAreShownAsText(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	ann := p.signUp("ann").open("/settings/profile")
	ann.trouble.expect("422")

	for _, at := range formPlaces {
		for texts := range slices.Chunk(short(hostile(t), 1000), inAField) {
			text := strings.Join(texts, " ")
			fields := url.Values{"reach": {"everyone"}}
			for _, field := range at.fields {
				fields.Set(field, text)
			}
			ann.goesBy(at.path, fields)
			ann.hasNoStrays(text)
		}
	}

	for _, path := range []string{"/rooms", "/people", "/users/1", "/search"} {
		ann.goTo(path)
		ann.hasNoStrays("everything together")
	}
}

// goesBy sends a form as a page without scripts does, and waits for what comes.
func (b *tab) goesBy(path string, fields url.Values) {
	b.t.Helper()
	b.navigates("posting to "+path, func() {
		ask[bool](b, js(`(() => {
			const form = document.createElement("form");
			form.method = "post";
			form.action = %s;
			for (const [name, value] of Object.entries(%s)) {
				const field = document.createElement("textarea");
				field.name = name;
				field.value = value;
				form.append(field);
			}
			document.body.append(form);
			HTMLFormElement.prototype.submit.call(form);
			return true;
		})()`, path, single(fields)))
	})
}

func single(fields url.Values) map[string]string {
	one := map[string]string{}
	for name, values := range fields {
		one[name] = strings.Join(values, "\n")
	}
	return one
}
