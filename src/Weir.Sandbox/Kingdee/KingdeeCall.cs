namespace Weir.Sandbox.Kingdee;

/// <summary>Service and operation of a call, in the vendor's spelling.</summary>
internal sealed record KingdeeCall(string Service, string Operation)
{
    private const string Suffix = ".common.kdsvc";

    private static readonly Dictionary<string, KingdeeCall> Known = Create();

    public bool IsLogin => Service is "AuthService";

    public bool IsWrite =>
        Service is "DynamicFormService"
        && Operation is not ("ExecuteBillQuery" or "BillQuery" or "View" or "QueryBusinessInfo" or "SwitchOrg" or "QueryAsyncResult");

    public bool IsSave => Operation is "Save" or "BatchSave" or "Draft";

    /// <summary>Reads the last part of the path; null if there is no such service.</summary>
    public static KingdeeCall? Parse(string name)
    {
        if (!name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase))
            return null;
        return Known.GetValueOrDefault(name[..^Suffix.Length]);
    }

    private static Dictionary<string, KingdeeCall> Create()
    {
        var known = new Dictionary<string, KingdeeCall>(StringComparer.OrdinalIgnoreCase);
        string[] logins =
        [
            "ValidateUser",
            "ValidateUser2",
            "ValidateUserByOrgNumber",
            "ValidateUserEnDeCode",
            "LoginByAppSecret",
            "LoginBySign",
            "LoginBySimplePassport",
            "Logout",
        ];
        string[] operations =
        [
            "Save",
            "BatchSave",
            "Draft",
            "View",
            "Submit",
            "CancelAssign",
            "Audit",
            "UnAudit",
            "Delete",
            "ExcuteOperation",
            "ExecuteOperation",
            "Push",
            "Allocate",
            "CancelAllocate",
            "ExecuteBillQuery",
            "BillQuery",
            "QueryBusinessInfo",
            "GroupSave",
            "SwitchOrg",
            "QueryAsyncResult",
        ];
        foreach (var login in logins)
            known[$"Kingdee.BOS.WebApi.ServicesStub.AuthService.{login}"] = new KingdeeCall("AuthService", login);
        foreach (var operation in operations)
            known[$"Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.{operation}"] = new KingdeeCall("DynamicFormService", operation);
        known["Kingdee.BOS.ServiceFacade.ServicesStub.Account.AccountService.GetDataCenterList"] = new KingdeeCall(
            "AccountService",
            "GetDataCenterList"
        );
        return known;
    }
}
