namespace Weir.Sandbox.Kingdee;

/// <summary>The forms of the site, by id without regard to case.</summary>
internal sealed class FormCatalog
{
    private readonly Dictionary<string, Form> _forms = new(StringComparer.OrdinalIgnoreCase);

    public FormCatalog()
    {
        string[] texts =
        [
            CustomerForm.Text,
            MasterForms.Material,
            MasterForms.Supplier,
            MasterForms.Currency,
            MasterForms.Stock,
            MasterForms.Department,
            MasterForms.Organization,
            BillForms.SaleOrder,
            BillForms.DeliveryNotice,
            BillForms.OutStock,
            BillForms.InStock,
            BillForms.Receivable,
        ];
        foreach (var text in texts)
        {
            var form = Form.Parse(text);
            _forms[form.Id] = form;
        }
    }

    public IEnumerable<Form> All => _forms.Values;

    public Form? Find(string? id) => id is null ? null : _forms.GetValueOrDefault(id);
}
