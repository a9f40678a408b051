// PocketBase as it comes, with one collection: an order is one record, its lines are JSON. Its default settings do
// not wait for the disk at each commit, and it reserves no stock.
// Usage: pocketbase serve --http 127.0.0.1:PORT --dir DIRECTORY. Prints a token when it serves.
package main

import (
	"fmt"
	"os"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"
)

func prepare(app core.App) (string, error) {
	orders := core.NewBaseCollection("orders")
	orders.Fields.Add(
		&core.TextField{Name: "email"},
		&core.TextField{Name: "status"},
		&core.NumberField{Name: "total"},
		&core.JSONField{Name: "lines", MaxSize: 100_000},
		&core.AutodateField{Name: "created", OnCreate: true},
	)
	orders.AddIndex("orders_by_status", false, "status, created", "")
	if err := app.Save(orders); err != nil {
		return "", err
	}
	admins, err := app.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		return "", err
	}
	admin := core.NewRecord(admins)
	admin.SetEmail("bench@example.com")
	admin.SetPassword("a long sentence for measuring 3Xv")
	if err := app.Save(admin); err != nil {
		return "", err
	}
	return admin.NewAuthToken()
}

func main() {
	app := pocketbase.New()
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		token, err := prepare(e.App)
		if err != nil {
			return err
		}
		fmt.Println("token " + token)
		return e.Next()
	})
	if err := app.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
