package auth

// recent remembers what was asked for lately: two generations of at most limit
// keys each. When the younger is full the older is let go, so no flood of new
// keys grows it, and nothing is searched for the oldest.
type recent[K comparable, V any] struct {
	limit      int
	young, old map[K]V
}

func newRecent[K comparable, V any](limit int) *recent[K, V] {
	return &recent[K, V]{limit: limit, young: map[K]V{}}
}

func (r *recent[K, V]) get(key K) (V, bool) {
	if value, ok := r.young[key]; ok {
		return value, true
	}
	value, ok := r.old[key]
	if ok {
		r.put(key, value)
	}
	return value, ok
}

func (r *recent[K, V]) put(key K, value V) {
	if _, held := r.young[key]; !held && len(r.young) >= r.limit {
		r.young, r.old = make(map[K]V), r.young
	}
	r.young[key] = value
}
