namespace Weir.Sandbox.Zhilong;

/// <summary>
/// The other lists. Only the beginning of their field tables is public (customers: addDate, address; service orders: address … areaServiceUserId);
/// the remaining names here are ours, kept to what a flow needs.
/// </summary>
internal static class OtherRows
{
    public static string ServiceOrderClass(int seed, int index) => $"{Dice.Below(6, seed, index, 71) + 1}";

    public static string InstallType(int seed, int index) => $"{Dice.Below(3, seed, index, 72) + 1}";

    public static void Customer(RowFields to, in ZhilongRow row, int seed)
    {
        to.Json.WriteStartObject();
        to.BaseEntity(row, null);
        to.Id("customerId", row.Id);
        to.Text("customerName", Names.Person(seed, row.Index, 81));
        to.Text("mobile", Names.Mobile(seed, row.Index, row.Revision));
        to.Time("addDate", row.Created);
        to.Text("address", Address(seed, row.Index));
        Agent(to, row, seed);
        to.Json.WriteEndObject();
    }

    public static void ServiceOrder(RowFields to, in ZhilongRow row, int seed)
    {
        to.Json.WriteStartObject();
        to.BaseEntity(row, null);
        to.Id("serviceOrderId", row.Id);
        to.Text("serviceOrderNo", $"GD{row.Id}");
        to.Text("serviceOrderClass", ServiceOrderClass(seed, row.Index));
        to.Text("installType", InstallType(seed, row.Index));
        to.Text("address", Address(seed, row.Index));
        Agent(to, row, seed);
        to.Text("agentTel", Names.Mobile(seed, row.Index, 0));
        to.Text("applyNewNo", $"SQ{row.Id}");
        to.Time("appointmentTime", row.Created + 86400);
        to.Time("approvalDate", row.Created + 7200);
        to.Id("approvalUserId", 1);
        to.Text("approvalUserIdValue", "1");
        to.Text("approvalUserName", "管理员");
        to.Text("areaCode", "320500");
        to.Id("areaId", 320505);
        to.Text("areaName", "示例区");
        to.Id("areaServiceUserId", 500000L + row.Index);
        to.Number("amount", 100m + Dice.Below(200_000, seed, row.Index, 83) / 100m);
        to.Json.WriteEndObject();
    }

    public static void ReadyApply(RowFields to, in ZhilongRow row, int seed)
    {
        to.Json.WriteStartObject();
        to.BaseEntity(row, null);
        to.Id("applyId", row.Id);
        to.Text("applyNo", $"KH{row.Id}");
        Agent(to, row, seed);
        to.Text("applyStatus", "3");
        to.Number("joinPrice", 30000m);
        to.Number("margin", 5000m);
        to.Json.WriteEndObject();
    }

    public static void InvoiceApply(RowFields to, in ZhilongRow row, int seed)
    {
        to.Json.WriteStartObject();
        to.BaseEntity(row, null);
        to.Id("invoiceApplyId", row.Id);
        to.Text("invoiceApplyNo", $"KP{row.Id}");
        Agent(to, row, seed);
        to.Text("invoiceTitle", Names.Company(seed, row.Index));
        to.Number("amount", 100m + Dice.Below(500_000, seed, row.Index, 84) / 100m);
        to.Number("taxRate", 6m);
        to.Json.WriteEndObject();
    }

    private static void Agent(RowFields to, in ZhilongRow row, int seed)
    {
        to.Id("agentId", row.Index % 97 == 96 ? 10001L + row.Index - 1 : 10001L + row.Index);
        to.Text("agentName", Names.Company(seed, row.Index % 97 == 96 ? row.Index - 1 : row.Index));
    }

    private static string Address(int seed, int index) =>
        $"{Names.Of(Names.CityNames, seed, index, 85)}市示例小区{Dice.Below(40, seed, index, 86) + 1}幢";
}
