package dbtest

import (
	"errors"
	"reflect"

	"parley/db/chat"
)

func (h *house) wantError(got, want error) {
	h.Helper()
	if !errors.Is(got, want) {
		h.Errorf("error %v, want %v", got, want)
	}
}

func (h *house) wantInvalid(got error, field string) {
	h.Helper()
	var invalid chat.Invalid
	if !errors.As(got, &invalid) || invalid.Field != field || invalid.Reason == "" {
		h.Errorf("error %v, want an invalid %s", got, field)
	}
}

func want[T any](h *house, what string, got, want T) {
	h.Helper()
	if !reflect.DeepEqual(got, want) {
		h.Errorf("%s: %+v, want %+v", what, got, want)
	}
}

// mapped is one property of every element.
func mapped[T, P any](list []T, property func(T) P) []P {
	var properties []P
	for _, element := range list {
		properties = append(properties, property(element))
	}
	return properties
}

func bodies(messages []chat.Message) []string {
	return mapped(messages, func(m chat.Message) string { return m.Body })
}
